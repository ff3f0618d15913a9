// ClassificationExample: one line of a sequence classification file: JSON Lines of {"id","sentence","label"} or
// {"id","sentence1","sentence2","label"}, LinkBERT's *_hf form; an empty sentence2 is a second text of no words.
//
// Flow: {train,dev,test}.json -> [ReadClassificationExamples] -> ClassificationData. Other fields are ignored; a line
// without an id is named by its number; a whole number as label is its decimal text.
// Errors: kInput naming file, line, field, seen and wanted.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace linkbert {

struct ClassificationExample {
  std::string id;
  std::string first;
  std::optional<std::string> second;
  std::string label;
  std::int64_t line;  // from 1
};

std::vector<ClassificationExample> ReadClassificationExamples(const std::string& path);

}  // namespace linkbert
