// The task's steps and the evaluation must not depend on ranks and micro-batches.
#include "core/tasks/sequence_classification_task.h"

#include <ATen/ATen.h>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <mutex>
#include <nlohmann/json.hpp>

#include "base/philox.h"
#include "core/tasks/classification_evaluation.h"
#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"

namespace linkbert {
namespace {

const BertConfig kConfig{.vocab_size = 31,
                         .hidden_size = 24,
                         .num_hidden_layers = 2,
                         .num_attention_heads = 2,
                         .intermediate_size = 8,
                         .max_position_embeddings = 16,
                         .initializer_range = 0.3};
constexpr std::int64_t kClasses = 3;

// 23 examples of 2 to 15 tokens.
ClassificationData MakeData() {
  ClassificationData data;
  for (std::uint64_t i = 0; i < 23; ++i) {
    const RandomSequence random(1, RandomStream::kPartner, i);
    TextFeatures features{{2}, 0};
    for (std::uint32_t t = 0; t < 1 + i * 7 % 14; ++t)
      features.token_ids.push_back(static_cast<std::int32_t>(5 + random.Below(t, 26)));
    features.second_begin = static_cast<std::int32_t>(features.token_ids.size());
    data.ids.push_back(fmt::format("e{}", i));
    data.features.push_back(std::move(features));
    data.labels.push_back(static_cast<std::int64_t>(i % kClasses));
  }
  return data;
}

struct Model {
  Model() { InitializeParameters(parameters, kConfig, 1); }
  FlatParameters parameters{BertParameterSpecs(kConfig, {.mlm = false, .drp = false, .classes = kClasses}), 1 << 20,
                            GradientMemory::kOwned};
  BertSequenceClassifier model{kConfig, kClasses, parameters};
};

struct StepResult {
  at::Tensor gradient;
  double loss = 0, examples = 0;
};

// What all ranks' work at `step` adds up to.
StepResult RunStep(std::int64_t step, std::int64_t ranks, std::int64_t micro_batch_tokens) {
  const ClassificationData data = MakeData();
  StepResult result;
  for (std::int64_t rank = 0; rank < ranks; ++rank) {
    Model m;
    SequenceClassificationTask task(data,
                                    {.global_batch = 10,
                                     .rank = rank,
                                     .plan = {.ranks = ranks, .micro_batch_tokens = micro_batch_tokens},
                                     .seed = 3},
                                    m.model);
    const StepWork work = task.BeginStep(step);
    std::vector<double> sums(task.SumCount());
    const std::vector<double> examples = {step % 3 == 2 ? 3.0 : 10.0};
    for (std::int64_t micro = 0; micro < work.micro_batches; ++micro) task.ForwardBackward(micro, examples, sums);
    result.gradient = rank == 0 ? m.parameters.gradients().clone() : result.gradient + m.parameters.gradients();
    result.loss += sums[0];
    result.examples += work.divisors.at(0);
  }
  return result;
}

TEST(SequenceClassificationTask, RanksAndMicroBatchesDoNotChangeTheStep) {
  for (const std::int64_t step : {0, 2, 3}) {
    const StepResult one = RunStep(step, 1, 1000);
    EXPECT_EQ(one.examples, step == 2 ? 3 : 10);
    for (const std::int64_t ranks : {1, 2, 4}) {
      const StepResult many = RunStep(step, ranks, 20);
      EXPECT_EQ(many.examples, one.examples);
      EXPECT_NEAR(many.loss, one.loss, 1e-5 * one.loss);
      EXPECT_LT((many.gradient - one.gradient).abs().max().item<double>(),
                1e-5 * one.gradient.abs().max().item<double>());
    }
  }
}

TEST(SequenceClassificationTask, MetricsAreMeansOverExamples) {
  const ClassificationData data = MakeData();
  Model m;
  const SequenceClassificationTask task(data, {}, m.model);
  const auto metrics = task.Metrics(std::vector<double>{6.0, 4.0, 3.0});
  EXPECT_EQ(metrics.dump(), R"({"loss":1.5,"accuracy":0.75})");
}

TEST(EvaluateClassification, AnyNumberOfRanksPredictsTheSame) {
  const ClassificationData data = MakeData();
  Model m;
  SelfCommunicator self;
  const auto one = EvaluateClassification(m.model, data, {.ranks = 1, .micro_batch_tokens = 1000}, self);
  std::mutex mutex;
  std::vector<ClassificationEvaluation> all;
  ThreadGroup::Run(3, [&](Communicator& communicator) {
    Model own;
    auto result = EvaluateClassification(own.model, data, {.ranks = 3, .micro_batch_tokens = 20}, communicator);
    const std::lock_guard lock(mutex);
    all.push_back(std::move(result));
  });
  for (const ClassificationEvaluation& result : all) {
    EXPECT_EQ(result.predicted, one.predicted);
    EXPECT_NEAR(result.loss, one.loss, 1e-5);
    EXPECT_EQ(result.metrics.macro_f1, one.metrics.macro_f1);
    for (std::size_t i = 0; i < one.logits.size(); ++i) EXPECT_NEAR(result.logits[i], one.logits[i], 1e-5);
  }
}

TEST(EvaluateClassification, PredictionLinesNameTheLabels) {
  ClassificationData data = MakeData();
  data.ids.resize(1), data.features.resize(1), data.labels.resize(1);
  Model m;
  SelfCommunicator self;
  const auto result = EvaluateClassification(m.model, data, {}, self);
  const LabelSet labels({"a", "b", "c"});
  const auto line = nlohmann::json::parse(PredictionLines(result, data, labels));
  EXPECT_EQ(line.at("id"), "e0");
  EXPECT_EQ(line.at("label"), "a");
  EXPECT_EQ(line.at("prediction"), labels.names()[static_cast<std::size_t>(result.predicted[0])]);
  EXPECT_EQ(line.at("logits").size(), 3U);
  const double largest = *std::max_element(result.logits.begin(), result.logits.end());
  EXPECT_EQ(result.logits[static_cast<std::size_t>(result.predicted[0])], largest);
}

}  // namespace
}  // namespace linkbert
