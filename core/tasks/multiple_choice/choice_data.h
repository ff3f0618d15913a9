// ChoiceData: a file of questions with choices; a unit is an example: as many sequences as it has choices.
//
// As LinkBERT's run_multiple_choice.py: sequence i is [CLS] sent1 [SEP] sent2 ending_i [SEP], the longer text cut
// first. Flow: JSON Lines of {"id","sent1","sent2","ending0",...,"label"} -> [ChoiceData] -> trainer, scores.
// Immutable. Errors: kInput naming file, line, field; an example with another number of choices than the first.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/finetuning/example_file.h"
#include "core/finetuning/task_type.h"
#include "data/samples/text_features.h"

namespace linkbert {

class ChoiceData : public TaskData {
 public:
  ChoiceData(const TaskInput& input, const TaskConfig& task, const WordPieceTokenizer& tokenizer);

  std::size_t choices() const { return choices_; }
  const TextFeatures& Choice(std::size_t example, std::size_t choice) const {
    return features_[example * choices_ + choice];
  }

  std::size_t Examples() const override { return ids_.size(); }
  std::size_t Units() const override { return ids_.size(); }
  std::uint32_t Tokens(std::size_t unit) const override;
  std::int64_t Sequences() const override { return static_cast<std::int64_t>(choices_); }
  std::size_t Outputs(std::size_t /*unit*/) const override { return choices_; }
  // TaskBatch::labels: the right choice of each example.
  void Append(std::size_t unit, std::uint64_t sample, TaskBatch& batch) const override;
  std::vector<std::string> Remarks() const override;
  Figures Metrics(std::span<const float> outputs) const override;
  // JSON Lines of {"id", "prediction": the choice's number, "label", "logits"}.
  std::vector<PredictionFile> Predictions(const std::string& part, std::span<const float> outputs) const override;

 private:
  void Add(const ExampleLine& line, const WordPieceTokenizer& tokenizer);

  std::string path_;
  std::int64_t max_length_;
  TaskPurpose purpose_;
  std::size_t choices_ = 0;
  std::size_t cut_ = 0;  // sequences
  std::vector<std::string> ids_;
  std::vector<std::int64_t> labels_;
  std::vector<TextFeatures> features_;  // [examples, choices]
};

}  // namespace linkbert
