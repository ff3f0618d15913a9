#include "core/tasks/token_classification/token_classification_type.h"

#include "core/metrics/task_figures.h"
#include "core/model/parameters.h"
#include "core/tasks/token_classification/token_classifier.h"
#include "core/tasks/token_classification/token_data.h"

namespace linkbert {
namespace {

class TokenModel : public TaskModel {
 public:
  TokenModel(const BertConfig& config, std::int64_t classes, FlatParameters& parameters)
      : model_(config, classes, parameters) {}

  void Reserve(const BatchBounds& bounds, PassKind kind) override { model_.Reserve(bounds, kind); }
  PendingLoss ForwardBackward(const TaskBatch& batch, double scale, DropoutSeed dropout_seed) override {
    std::vector<std::int32_t> labels(batch.inputs.token_ids.size(), BertTokenClassifier::kNoLabel);
    for (std::size_t i = 0; i < batch.rows.size(); ++i)
      labels[static_cast<std::size_t>(batch.rows[i])] = batch.labels[i];
    return model_.ForwardBackward(batch.inputs, labels, scale, dropout_seed);
  }
  std::vector<float> Outputs(const TaskBatch& batch) override {
    const at::Tensor logits_NC = model_.Logits(batch.inputs);
    const auto classes = static_cast<std::size_t>(model_.classes());
    std::vector<float> outputs;
    for (const std::int32_t row : batch.rows) {
      const float* begin = logits_NC.const_data_ptr<float>() + static_cast<std::size_t>(row) * classes;
      outputs.insert(outputs.end(), begin, begin + classes);
    }
    return outputs;
  }
  bool CountsCorrect() const override { return true; }

 private:
  BertTokenClassifier model_;
};

class TokenClassification : public TaskType {
 public:
  std::string Name() const override { return "token_classification"; }
  std::string Architecture() const override { return "BertForTokenClassification"; }
  std::int64_t DefaultLength() const override { return 512; }
  void Settle(const std::string& train_path, TaskConfig& task) const override {
    task.labels = TokenData::TagsOf(train_path, task);
  }
  std::vector<std::string> Metrics(const TaskConfig& /*task*/) const override {
    return {TagMetricNames().begin(), TagMetricNames().end()};
  }
  std::unique_ptr<const TaskData> Read(const TaskInput& input, const TaskConfig& task,
                                       const WordPieceTokenizer& tokenizer) const override {
    return std::make_unique<const TokenData>(input, task, tokenizer);
  }
  BertHeads Heads(const TaskConfig& task) const override {
    return {.pooler = false, .mlm = false, .drp = false, .classes = task.labels.size()};
  }
  std::unique_ptr<TaskModel> MakeModel(const BertConfig& config, const TaskConfig& task,
                                       FlatParameters& parameters) const override {
    return std::make_unique<TokenModel>(config, task.labels.size(), parameters);
  }
};

}  // namespace

void RegisterTokenClassification(TaskRegistry& registry) {
  registry.Add(std::make_unique<const TokenClassification>());
}

}  // namespace linkbert
