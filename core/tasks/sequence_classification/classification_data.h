// ClassificationData: a file of texts with classes, numbers or several labels; a unit is an example.
//
// Flow: JSON Lines (classification_examples.h) -> [ClassificationData] -> trainer, scores. Classes are the sorted
// distinct labels of the training file, as in LinkBERT's run_seqcls.py. Immutable.
// Errors: kInput naming file and line of a label that training does not know, or of another kind.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/finetuning/task_type.h"
#include "core/tasks/sequence_classification/classification_examples.h"
#include "data/samples/text_features.h"

namespace linkbert {

class ClassificationData : public TaskData {
 public:
  ClassificationData(const TaskInput& input, const TaskConfig& task, const WordPieceTokenizer& tokenizer);
  // Completes `task`: its kind of problem, and its labels where they are not given.
  static void Settle(const std::string& train_path, TaskConfig& task);

  LabelKind kind() const { return kind_; }
  const std::vector<std::int64_t>& classes() const { return classes_; }  // [examples]
  const std::vector<float>& numbers() const { return numbers_; }         // [examples, width]
  const std::vector<TextFeatures>& features() const { return features_; }

  std::size_t Examples() const override { return ids_.size(); }
  std::size_t Units() const override { return ids_.size(); }
  std::uint32_t Tokens(std::size_t unit) const override;
  double LossTerms(std::size_t unit) const override;
  std::size_t Outputs(std::size_t /*unit*/) const override { return width_; }
  // TaskBatch::labels: classes; TaskBatch::targets: [units, width] numbers.
  void Append(std::size_t unit, std::uint64_t sample, TaskBatch& batch) const override;
  std::vector<std::string> Remarks() const override;
  Figures Metrics(std::span<const float> outputs) const override;
  // JSON Lines of {"id", "label", "prediction", "logits"}.
  std::vector<PredictionFile> Predictions(const std::string& part, std::span<const float> outputs) const override;

 private:
  void AddLabel(const ExampleLine& line, const ExampleFile& file);
  nlohmann::ordered_json Label(std::size_t example) const;
  nlohmann::ordered_json Prediction(std::span<const float> row) const;

  std::string path_;
  TaskConfig task_;
  TaskPurpose purpose_;
  LabelKind kind_;
  std::size_t width_;  // outputs of an example
  std::size_t cut_ = 0;
  std::vector<std::string> number_names_;  // of whole numbers among the labels
  std::vector<std::string> ids_;
  std::vector<TextFeatures> features_;
  std::vector<std::int64_t> classes_;
  std::vector<float> numbers_;
};

}  // namespace linkbert
