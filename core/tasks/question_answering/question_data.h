// QuestionData: a file of questions with their contexts and answers; a unit is one chunk of a context.
//
// Flow: JSON Lines of {"id","question","context","answers":{"answer_start","text"}} -> [QuestionData] -> trainer,
// scores. Only the first answer is learned, as in LinkBERT's run_qa.py; all are gold answers. An answer that is not in
// its context where it says is counted and told, or an error where TaskConfig::strict asks for that. Immutable. Errors:
// kInput naming file, line and field; kConfiguration for a stride that max_length cannot hold.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/finetuning/example_file.h"
#include "core/finetuning/task_type.h"
#include "core/tasks/question_answering/answer_selection.h"
#include "core/tasks/question_answering/question_features.h"

namespace linkbert {

class QuestionData : public TaskData {
 public:
  QuestionData(const TaskInput& input, const TaskConfig& task, const WordPieceTokenizer& tokenizer);

  std::size_t Examples() const override { return features_.questions.size(); }
  std::size_t Units() const override { return features_.chunks.size(); }
  std::uint32_t Tokens(std::size_t unit) const override {
    return std::max(features_.Length(features_.chunks[unit]), padded_);
  }
  std::size_t Outputs(std::size_t unit) const override { return 2 * std::size_t{Tokens(unit)}; }
  // TaskBatch::labels: each sequence's start and end.
  void Append(std::size_t unit, std::uint64_t sample, TaskBatch& batch) const override;
  std::vector<std::string> Remarks() const override;
  Figures Metrics(std::span<const float> outputs) const override;
  std::vector<PredictionFile> Predictions(const std::string& part, std::span<const float> outputs) const override;

  const QuestionFeatures& features() const { return features_; }

 private:
  // What scores and predictions need of a question beside its features.
  struct Texts {
    std::string id;
    std::string context;
    std::vector<std::string> answers;
  };

  void Add(const ExampleLine& line, bool labelled, QuestionFeatureBuilder& builder);
  // Remembers or refuses a first answer that is not at its place.
  void CheckAnswer(const ExampleLine& line, const std::string& context, const std::string& answer,
                   const AnswerPlace& place);
  std::vector<ChosenAnswer> Choose(std::span<const float> outputs) const;

  std::string path_;
  TaskConfig task_;
  TaskPurpose purpose_;
  QuestionFeatures features_;
  std::uint32_t padded_ = 0;     // the length of every sequence, where [PAD] takes part in the loss; else 0
  std::vector<Texts> texts_;     // by question; empty for training
  std::size_t misplaced_ = 0;    // answers not at their place
  std::string first_misplaced_;  // "file:line"
};

}  // namespace linkbert
