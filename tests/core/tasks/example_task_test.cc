// The example of docs/adding_a_task.md: a type of task that the program does not have, in one file. It learns how many
// words a text has that are longer than four letters, as a number, from JSON Lines of {"text", "long_words"}.
#include <gtest/gtest.h>

#include <cmath>

#include "core/device/cpu/cpu_device.h"
#include "core/finetuning/example_file.h"
#include "core/finetuning/finetuning_task.h"
#include "core/finetuning/task_evaluation.h"
#include "core/metrics/regression_metrics.h"
#include "core/model/parameters.h"
#include "core/tasks/builtin_tasks.h"
#include "core/tasks/sequence_classification/sequence_classifier.h"
#include "data/samples/text_features.h"
#include "distributed/communication/self_communicator.h"
#include "tests/core/sharding/host_tensors.h"
#include "tests/core/tasks/task_support.h"
#include "tests/core/training/host_sums.h"

namespace linkbert {
namespace {

// 1. The data: what a line means, what is dealt, how it is scored.
class CountData : public TaskData {
 public:
  CountData(const TaskInput& input, const TaskConfig& task, const WordPieceTokenizer& tokenizer) {
    const ExampleFile file(input.path, R"({"text": ..., "long_words": 2})");
    for (const std::uint64_t i : TakenExamples(input, file.size())) {
      const ExampleLine line = file.Line(i);
      features_.push_back(BuildTextFeatures(tokenizer, line.Text("text"), std::nullopt, task.max_length));
      if (input.purpose == TaskPurpose::kPrediction) continue;
      const auto& count = line.Field("long_words");
      if (!count.is_number()) throw line.Wrong("long_words", Shown(count), "a number");
      counts_.push_back(count.get<float>());
    }
  }
  std::size_t Examples() const override { return features_.size(); }
  std::size_t Units() const override { return features_.size(); }
  std::uint32_t Tokens(std::size_t unit) const override {
    return static_cast<std::uint32_t>(features_[unit].token_ids.size());
  }
  std::size_t Outputs(std::size_t /*unit*/) const override { return 1; }
  void Append(std::size_t unit, std::uint64_t sample, TaskBatch& batch) const override {
    AppendSequence(features_[unit], sample, batch.inputs);
    ++batch.units;
    if (!counts_.empty()) batch.targets.push_back(counts_[unit]);
  }
  Figures Metrics(std::span<const float> outputs) const override {
    const std::vector<double> gold(counts_.begin(), counts_.end()), predicted(outputs.begin(), outputs.end());
    Figures figures;
    figures.Add(MeanSquaredError(gold, predicted));
    return figures;
  }
  std::vector<PredictionFile> Predictions(const std::string& part, std::span<const float> outputs) const override {
    std::string lines;
    for (const float output : outputs) lines += fmt::format("{}\n", std::lround(output));
    return {{part + "_counts.txt", lines}};
  }

 private:
  std::vector<TextFeatures> features_;
  std::vector<float> counts_;
};

// 2. The model: an encoder with a head of core/model, behind the common interface.
class CountModel : public TaskModel {
 public:
  CountModel(const BertConfig& config, FlatParameters& parameters) : model_(config, 1, parameters) {}
  void Reserve(const BatchBounds& bounds, PassKind kind) override { model_.Reserve(bounds, kind); }
  PendingLoss ForwardBackward(const TaskBatch& batch, double scale, DropoutSeed dropout_seed) override {
    return model_.ForwardBackward(batch.inputs, {ValueLoss::kSquaredError, batch.targets}, scale, dropout_seed);
  }
  std::vector<float> Outputs(const TaskBatch& batch) override { return ToVector(model_.Logits(batch.inputs)); }
  bool CountsCorrect() const override { return false; }

 private:
  BertSequenceClassifier model_;
};

// 3. The type, and its registration.
class CountLongWords : public TaskType {
 public:
  std::string Name() const override { return "count_long_words"; }
  std::string Architecture() const override { return "BertForSequenceClassification"; }
  std::int64_t DefaultLength() const override { return 64; }
  void Settle(const std::string& /*train_path*/, TaskConfig& task) const override { task.problem_type = "regression"; }
  std::vector<std::string> Metrics(const TaskConfig& /*task*/) const override { return {"mse"}; }
  std::unique_ptr<const TaskData> Read(const TaskInput& input, const TaskConfig& task,
                                       const WordPieceTokenizer& tokenizer) const override {
    return std::make_unique<const CountData>(input, task, tokenizer);
  }
  BertHeads Heads(const TaskConfig& /*task*/) const override { return {.mlm = false, .drp = false, .classes = 1}; }
  std::unique_ptr<TaskModel> MakeModel(const BertConfig& config, const TaskConfig& /*task*/,
                                       FlatParameters& parameters) const override {
    return std::make_unique<CountModel>(config, parameters);
  }
};

void RegisterCountLongWords(TaskRegistry& registry) { registry.Add(std::make_unique<const CountLongWords>()); }

// 4. Its test: the type is found by name, learns and is scored.
TEST(ExampleTask, IsFoundLearnsAndIsScored) {
  TaskRegistry tasks = BuiltinTasks();
  RegisterCountLongWords(tasks);
  const TaskType& type = tasks.Find("count_long_words");
  const test::ExamplesFile file({R"({"text": "node", "long_words": 0})", R"({"text": "graph node", "long_words": 1})",
                                 R"({"text": "graph graph", "long_words": 2})"});
  const test::SmallTokenizer small;
  TaskConfig task{.task = type.Name(), .metric = "mse", .max_length = type.DefaultLength()};
  type.Settle(file.path, task);
  const auto data = type.Read({.path = file.path, .purpose = TaskPurpose::kScoring}, task, small.tokenizer);
  const BertConfig config{.vocab_size = small.vocabulary.size(),
                          .hidden_size = 16,
                          .num_hidden_layers = 1,
                          .num_attention_heads = 2,
                          .intermediate_size = 16,
                          .hidden_dropout_prob = 0,
                          .attention_probs_dropout_prob = 0,
                          .initializer_range = 0.3};
  FlatParameters parameters(HostDevice(), BertParameterSpecs(config, type.Heads(task)), 1 << 20,
                            GradientMemory::kOwned);
  parameters.Write([&](std::span<float> flat) { InitializeParameters(parameters.layout(), config, 1, flat); });
  const auto model = type.MakeModel(config, task, parameters);
  SelfCommunicator self;
  const auto error = [&] { return *data->Metrics(ComputeOutputs(*model, *data, {}, self)).Find("mse")->value; };
  const double before = error();
  FinetuningTask training(*data, {.global_batch = 3, .plan = {}}, *model);
  for (std::int64_t step = 0; step < 100; ++step) {
    parameters.ZeroGradients();
    const StepWork work = training.BeginStep(step);
    test::HostSums sums(training);
    for (std::int64_t micro = 0; micro < work.micro_batches; ++micro)
      training.ForwardBackward(micro, work.divisors, sums.Places());
    test::ValuesOf(parameters).sub_(test::GradientsOf(parameters), 0.03);
  }
  EXPECT_LT(error(), 0.1 * before);
  EXPECT_EQ(data->Predictions("eval", ComputeOutputs(*model, *data, {}, self))[0].content, "0\n1\n2\n");
}

}  // namespace
}  // namespace linkbert
