#include "core/tasks/sequence_classification/sequence_classification_type.h"

#include <algorithm>

#include "core/metrics/task_figures.h"
#include "core/model/parameters.h"
#include "core/tasks/sequence_classification/classification_data.h"
#include "core/tasks/sequence_classification/sequence_classifier.h"

namespace linkbert {
namespace {

class ClassificationModel : public TaskModel {
 public:
  ClassificationModel(const BertConfig& config, const TaskConfig& task, FlatParameters& parameters)
      : kind_(KindOfProblem(task.problem_type)), model_(config, task.labels.size(), parameters) {}

  void Reserve(const BatchBounds& bounds, PassKind kind) override { model_.Reserve(bounds, kind); }
  PendingLoss ForwardBackward(const TaskBatch& batch, double scale, DropoutSeed dropout_seed) override {
    if (kind_ == LabelKind::kClass) {
      return model_.ForwardBackward(batch.inputs, batch.labels, scale, dropout_seed);
    }
    const ValueLoss loss = kind_ == LabelKind::kNumber ? ValueLoss::kSquaredError : ValueLoss::kBinaryCrossEntropy;
    return model_.ForwardBackward(batch.inputs, {loss, batch.targets}, scale, dropout_seed);
  }
  std::vector<float> Outputs(const TaskBatch& batch) override { return ToVector(model_.Logits(batch.inputs)); }
  bool CountsCorrect() const override { return kind_ == LabelKind::kClass; }

 private:
  LabelKind kind_;
  BertSequenceClassifier model_;
};

class SequenceClassification : public TaskType {
 public:
  std::string Name() const override { return "sequence_classification"; }
  std::string Architecture() const override { return "BertForSequenceClassification"; }
  std::int64_t DefaultLength() const override { return 128; }
  void Settle(const std::string& train_path, TaskConfig& task) const override {
    ClassificationData::Settle(train_path, task);
  }
  std::vector<std::string> Metrics(const TaskConfig& task) const override {
    const LabelKind kind = KindOfProblem(task.problem_type);
    const std::span<const char* const> names = kind == LabelKind::kClass    ? ClassMetricNames()
                                               : kind == LabelKind::kNumber ? NumberMetricNames()
                                                                            : LabelListMetricNames();
    std::vector<std::string> metrics(names.begin(), names.end());
    if (task.AsLinkBert()) {  // what run_seqcls.py takes where nobody says, and all it has for lists
      std::stable_partition(metrics.begin(), metrics.end(),
                            [](const std::string& name) { return name == "mse" || name == "hoc"; });
    }
    return metrics;
  }
  std::unique_ptr<const TaskData> Read(const TaskInput& input, const TaskConfig& task,
                                       const WordPieceTokenizer& tokenizer) const override {
    return std::make_unique<const ClassificationData>(input, task, tokenizer);
  }
  BertHeads Heads(const TaskConfig& task) const override {
    return {.mlm = false, .drp = false, .classes = task.labels.size()};
  }
  std::unique_ptr<TaskModel> MakeModel(const BertConfig& config, const TaskConfig& task,
                                       FlatParameters& parameters) const override {
    return std::make_unique<ClassificationModel>(config, task, parameters);
  }
};

}  // namespace

void RegisterSequenceClassification(TaskRegistry& registry) {
  registry.Add(std::make_unique<const SequenceClassification>());
}

}  // namespace linkbert
