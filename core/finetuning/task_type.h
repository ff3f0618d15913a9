// TaskType: one of the types of task that finetune, evaluate and predict know.
//
// Flow: task.type -> TaskRegistry -> [TaskType] -> TaskConfig, TaskData, TaskModel. Everything else (dealing, steps,
// checkpoints, ranks, evaluation) is common to all of them. docs/adding_a_task.md walks through a new one.
// Immutable; safe from any thread. Errors: kInput naming file, line and field; kConfiguration naming the key.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/finetuning/task_config.h"
#include "core/finetuning/task_data.h"
#include "core/finetuning/task_model.h"
#include "core/model/bert_config.h"
#include "core/model/parameters.h"
#include "data/tokens/wordpiece.h"

namespace linkbert {

// What a file is read for: labels are needed to train and to score; texts only to score and to predict.
enum class TaskPurpose : std::uint8_t { kTraining, kScoring, kPrediction };

struct TaskInput {
  std::string path;
  TaskPurpose purpose;
  std::int64_t max_examples = 0;  // 0: all
  double fraction = 1;            // of the examples, rounded up
};

// Which of a file's examples are taken: the choice of ChooseExamples, by the lower of both limits.
std::vector<std::uint64_t> TakenExamples(const TaskInput& input, std::size_t examples);

class TaskType {
 public:
  virtual ~TaskType() = default;

  virtual std::string Name() const = 0;            // as task.type names it
  virtual std::string Architecture() const = 0;    // transformers' class, for config.json
  virtual std::int64_t DefaultLength() const = 0;  // tokens, where nobody says
  // Completes `task` by what the training file settles, such as its labels.
  virtual void Settle(const std::string& train_path, TaskConfig& task) const = 0;
  // What TaskData::Metrics of a settled task can name; the first is used where nobody says.
  virtual std::vector<std::string> Metrics(const TaskConfig& task) const = 0;
  // The tokenizer may go afterwards.
  virtual std::unique_ptr<const TaskData> Read(const TaskInput& input, const TaskConfig& task,
                                               const WordPieceTokenizer& tokenizer) const = 0;
  virtual BertHeads Heads(const TaskConfig& task) const = 0;
  // parameters must outlive the model.
  virtual std::unique_ptr<TaskModel> MakeModel(const BertConfig& config, const TaskConfig& task,
                                               FlatParameters& parameters) const = 0;
};

}  // namespace linkbert
