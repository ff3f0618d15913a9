#include "core/tasks/question_answering/question_answering_type.h"

#include "core/model/parameters.h"
#include "core/tasks/question_answering/question_answering.h"
#include "core/tasks/question_answering/question_data.h"

namespace linkbert {
namespace {

class QuestionModel : public TaskModel {
 public:
  QuestionModel(const BertConfig& config, FlatParameters& parameters) : model_(config, parameters) {}

  void Reserve(const BatchBounds& bounds, PassKind kind) override { model_.Reserve(bounds, kind); }
  PendingLoss ForwardBackward(const TaskBatch& batch, double scale, DropoutSeed dropout_seed) override {
    Spans spans;
    for (std::size_t i = 0; i < batch.labels.size(); i += 2) {
      spans.starts.push_back(batch.labels[i]);
      spans.ends.push_back(batch.labels[i + 1]);
    }
    return model_.ForwardBackward(batch.inputs, spans, scale, dropout_seed);
  }
  std::vector<float> Outputs(const TaskBatch& batch) override { return ToVector(model_.Logits(batch.inputs)); }
  bool CountsCorrect() const override { return true; }

 private:
  BertQuestionAnswering model_;
};

class QuestionAnswering : public TaskType {
 public:
  std::string Name() const override { return "question_answering"; }
  std::string Architecture() const override { return "BertForQuestionAnswering"; }
  std::int64_t DefaultLength() const override { return 384; }
  void Settle(const std::string& /*train_path*/, TaskConfig& /*task*/) const override {}
  std::vector<std::string> Metrics(const TaskConfig& task) const override {
    return {"f1", task.question.version_2_with_negative ? "exact" : "exact_match"};
  }
  std::unique_ptr<const TaskData> Read(const TaskInput& input, const TaskConfig& task,
                                       const WordPieceTokenizer& tokenizer) const override {
    return std::make_unique<const QuestionData>(input, task, tokenizer);
  }
  BertHeads Heads(const TaskConfig& /*task*/) const override {
    return {.pooler = false, .mlm = false, .drp = false, .spans = true};
  }
  std::unique_ptr<TaskModel> MakeModel(const BertConfig& config, const TaskConfig& /*task*/,
                                       FlatParameters& parameters) const override {
    return std::make_unique<QuestionModel>(config, parameters);
  }
};

}  // namespace

void RegisterQuestionAnswering(TaskRegistry& registry) { registry.Add(std::make_unique<const QuestionAnswering>()); }

}  // namespace linkbert
