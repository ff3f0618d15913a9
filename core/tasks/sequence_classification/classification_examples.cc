#include "core/tasks/sequence_classification/classification_examples.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 3> kProblems = {"single_label_classification", "regression",
                                                  "multi_label_classification"};

}  // namespace

TextFields FindTextFields(const ExampleLine& line, bool as_linkbert) {
  if (line.Has("sentence1")) return {"sentence1", "sentence2"};
  if (line.Has("sentence")) return {"sentence", ""};
  std::vector<std::string> names;
  for (const auto& [name, value] : line.fields().items()) {
    if (name == "label") continue;
    if (as_linkbert || (name != "id" && value.is_string())) names.push_back(name);
  }
  if (as_linkbert && names.size() > 2) names.resize(2);
  if (names.size() == 1) return {names[0], ""};
  if (names.size() == 2) return {names[0], names[1]};
  line.Field("sentence");  // throws
  return {};
}

ClassificationTexts TextsOf(const ExampleLine& line, const TextFields& fields) {
  ClassificationTexts texts{line.Text(fields.first.c_str()), std::nullopt};
  if (!fields.second.empty()) texts.second = line.Text(fields.second.c_str());
  return texts;
}

const char* ProblemType(LabelKind kind) { return kProblems[static_cast<std::size_t>(kind)]; }

LabelKind KindOfProblem(const std::string& problem_type) {
  for (std::size_t i = 0; i < kProblems.size(); ++i) {
    if (problem_type == kProblems[i]) return static_cast<LabelKind>(i);
  }
  throw Fail(ErrorCode::kInput, "config.json: problem_type is \"{}\", wanted one of {}.", problem_type,
             fmt::join(kProblems, ", "));
}

LabelKind KindOfLabel(const ExampleLine& line) {
  const Json& label = line.Field("label");
  if (label.is_array()) return LabelKind::kList;
  return label.is_number_float() ? LabelKind::kNumber : LabelKind::kClass;
}

std::string ClassOf(const ExampleLine& line, const std::vector<std::string>& number_names) {
  return LabelName(line, "label", line.Field("label"), number_names);
}

float NumberOf(const ExampleLine& line) {
  const Json& label = line.Field("label");
  if (!label.is_number()) throw line.Wrong("label", Shown(label), "a number");
  const auto number = label.get<float>();
  if (!std::isfinite(number)) throw line.Wrong("label", Shown(label), "a number that a float can hold");
  return number;
}

std::vector<float> ListOf(const ExampleLine& line) {
  const Json& label = line.Field("label");
  if (!label.is_array() || label.empty()) throw line.Wrong("label", Shown(label), "a list of numbers, 0 or 1 a label");
  std::vector<float> values;
  for (const Json& value : label) {
    const bool good = value.is_number() && value.get<double>() >= 0 && value.get<double>() <= 1;
    if (!good) throw line.Wrong(fmt::format("label[{}]", values.size()), Shown(value), "0 or 1");
    values.push_back(value.get<float>());
  }
  return values;
}

}  // namespace linkbert
