#include "core/tasks/classification_data.h"

#include <algorithm>
#include <set>

#include "base/error.h"

namespace linkbert {

LabelSet::LabelSet(std::vector<std::string> names) : names_(std::move(names)) {
  LB_CHECK(std::set<std::string>(names_.begin(), names_.end()).size() == names_.size(), "a label twice");
}

LabelSet LabelSet::Of(const std::vector<ClassificationExample>& examples, const std::string& path) {
  std::set<std::string> names;
  for (const ClassificationExample& example : examples) names.insert(example.label);
  if (names.size() < 2) {
    throw Fail(ErrorCode::kInput, "{}: every example has the label \"{}\", wanted two labels or more.", path,
               *names.begin());
  }
  return LabelSet({names.begin(), names.end()});
}

std::optional<std::int64_t> LabelSet::Find(const std::string& name) const {
  const auto at = std::ranges::find(names_, name);
  if (at == names_.end()) return std::nullopt;
  return at - names_.begin();
}

ClassificationData BuildClassificationData(const std::string& path, const LabelSet& labels,
                                           const WordPieceTokenizer& tokenizer, std::int64_t max_length) {
  ClassificationData data;
  for (const ClassificationExample& example : ReadClassificationExamples(path)) {
    const std::optional<std::int64_t> label = labels.Find(example.label);
    if (!label) {
      throw Fail(ErrorCode::kInput, "{}:{}: label \"{}\" is not one of the {} that training knows: {}.", path,
                 example.line, example.label, labels.size(), fmt::join(labels.names(), ", "));
    }
    data.ids.push_back(example.id);
    data.features.push_back(BuildTextFeatures(tokenizer, example.first, example.second, max_length));
    data.labels.push_back(*label);
  }
  return data;
}

}  // namespace linkbert
