// GoldFile: what is right for each example of a file, of any task type.
//
// Flow: file -> [ReadGoldFile] -> ScorePredictions. Forms, told apart by what they hold:
//   question_answering       SQuAD's JSON {"data": [{"paragraphs": [{"qas": ...}]}]}; MRQA's JSON Lines {"context",
//                            "qas"}, of which the `answers` count, as for MRQA's official script; LinkBERT's JSON Lines
//                            {"id", "question", "context", "answers": {"text": [...]}}
//   sequence_classification  JSON Lines with "label": a text or whole number, a number, or a list of 0 and 1
//   token_classification     JSON Lines with "ner_tags", "tags" or "labels": a list of texts
//   multiple_choice          JSON Lines with "label": a whole number
// Whole numbers whose names somebody tells (data/datasets/label_names.h) are taken by these.
// A line without an id is named by its number. Errors: kInput naming file, line, field, seen and wanted.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

struct GoldExample {
  std::string id;
  std::string where;     // "file:line", or the file and the question
  nlohmann::json label;  // as above; of question answering the list of right answers
};

struct GoldFile {
  std::string path;
  std::string form;  // "SQuAD's JSON"
  std::vector<GoldExample> examples;
};

// Throws also for ids that come twice, and for a file without labels, such as GLUE's test sets.
GoldFile ReadGoldFile(const std::string& path, std::string_view type);

}  // namespace linkbert
