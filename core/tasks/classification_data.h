// LabelSet and ClassificationData: a file's examples as the model's inputs and class numbers.
//
// Flow: ReadClassificationExamples -> [BuildClassificationData] -> SequenceClassificationTask, evaluation.
// Classes are the sorted distinct labels of the training file, as in LinkBERT's run_seqcls.py. Immutable.
// Errors: kInput naming file and line of a label that is not in the set.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/tasks/classification_examples.h"
#include "core/tasks/text_features.h"

namespace linkbert {

class LabelSet {
 public:
  LabelSet() = default;
  // names: in the order of their classes; must differ.
  explicit LabelSet(std::vector<std::string> names);
  // Sorted by bytes. Throws kInput, naming `path`, where there is only one.
  static LabelSet Of(const std::vector<ClassificationExample>& examples, const std::string& path);

  const std::vector<std::string>& names() const { return names_; }
  std::int64_t size() const { return static_cast<std::int64_t>(names_.size()); }
  std::optional<std::int64_t> Find(const std::string& name) const;

 private:
  std::vector<std::string> names_;
};

struct ClassificationData {
  std::vector<std::string> ids;
  std::vector<TextFeatures> features;
  std::vector<std::int64_t> labels;  // classes

  std::int64_t size() const { return static_cast<std::int64_t>(ids.size()); }
};

ClassificationData BuildClassificationData(const std::string& path, const LabelSet& labels,
                                           const WordPieceTokenizer& tokenizer, std::int64_t max_length);

}  // namespace linkbert
