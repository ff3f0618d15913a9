#include "core/tasks/multiple_choice/multiple_choice_type.h"

#include "core/model/parameters.h"
#include "core/tasks/multiple_choice/choice_data.h"
#include "core/tasks/multiple_choice/multiple_choice.h"

namespace linkbert {
namespace {

// The weights know no number of choices, so a model may see files of several.
class ChoiceModel : public TaskModel {
 public:
  ChoiceModel(const BertConfig& config, FlatParameters& parameters) : model_(config, 1, parameters) {}

  void Reserve(const BatchBounds& bounds, PassKind kind) override { model_.Reserve(bounds, kind); }
  PendingLoss ForwardBackward(const TaskBatch& batch, double scale, DropoutSeed dropout_seed) override {
    return Model(batch).ForwardBackward(batch.inputs, batch.labels, scale, dropout_seed);
  }
  std::vector<float> Outputs(const TaskBatch& batch) override { return ToVector(Model(batch).Logits(batch.inputs)); }
  bool CountsCorrect() const override { return true; }

 private:
  BertMultipleChoice& Model(const TaskBatch& batch) {
    model_.set_choices(batch.inputs.sequences() / static_cast<std::int64_t>(batch.units));
    return model_;
  }

  BertMultipleChoice model_;
};

class MultipleChoice : public TaskType {
 public:
  std::string Name() const override { return "multiple_choice"; }
  std::string Architecture() const override { return "BertForMultipleChoice"; }
  std::int64_t DefaultLength() const override { return 512; }
  void Settle(const std::string& /*train_path*/, TaskConfig& /*task*/) const override {}
  std::vector<std::string> Metrics(const TaskConfig& /*task*/) const override { return {"accuracy"}; }
  std::unique_ptr<const TaskData> Read(const TaskInput& input, const TaskConfig& task,
                                       const WordPieceTokenizer& tokenizer) const override {
    return std::make_unique<const ChoiceData>(input, task, tokenizer);
  }
  BertHeads Heads(const TaskConfig& /*task*/) const override { return {.mlm = false, .drp = false, .classes = 1}; }
  std::unique_ptr<TaskModel> MakeModel(const BertConfig& config, const TaskConfig& /*task*/,
                                       FlatParameters& parameters) const override {
    return std::make_unique<ChoiceModel>(config, parameters);
  }
};

}  // namespace

void RegisterMultipleChoice(TaskRegistry& registry) { registry.Add(std::make_unique<const MultipleChoice>()); }

}  // namespace linkbert
