// ClassificationExample: one line of a sequence classification file: one text or two, and what is to be learned.
//
// As LinkBERT's run_seqcls.py: texts are sentence1 and sentence2, or sentence, or else the only one or two fields of
// text beside id and label; an empty second text is one of no words. A label is a text, a whole number, true or false
// (a class), a number with a decimal point (regression) or a list of numbers (several labels). Errors: kInput naming
// file, line, field, seen and wanted.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/finetuning/example_file.h"

namespace linkbert {

inline constexpr char kClassificationForm[] =
    R"({"id": ..., "sentence": ..., "label": ...}, or sentence1 and sentence2)";

struct ClassificationTexts {
  std::string first;
  std::optional<std::string> second;
};

// Which fields hold the texts; the same for all lines of a file.
struct TextFields {
  std::string first;
  std::string second;  // empty: only one
};
// as_linkbert: without the usual names the first two fields but "label" are the texts, "id" among them.
TextFields FindTextFields(const ExampleLine& line, bool as_linkbert = false);
ClassificationTexts TextsOf(const ExampleLine& line, const TextFields& fields);

enum class LabelKind : std::uint8_t { kClass, kNumber, kList };

// What training on such labels is, under Hugging Face's names: "single_label_classification", "regression",
// "multi_label_classification".
const char* ProblemType(LabelKind kind);
LabelKind KindOfProblem(const std::string& problem_type);

LabelKind KindOfLabel(const ExampleLine& line);
std::string ClassOf(const ExampleLine& line, const std::vector<std::string>& number_names);
float NumberOf(const ExampleLine& line);
std::vector<float> ListOf(const ExampleLine& line);  // each from 0 to 1

}  // namespace linkbert
