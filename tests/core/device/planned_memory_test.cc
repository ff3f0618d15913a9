// The working memory of every model: planned between steps, written before it is read, never grown inside a step.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "core/model/parameters.h"
#include "core/sharding/gradient_reducer.h"
#include "core/sharding/sharded_optimizer.h"
#include "core/tasks/multiple_choice/multiple_choice.h"
#include "core/tasks/pretraining/pretraining_model.h"
#include "core/tasks/question_answering/question_answering.h"
#include "core/tasks/sequence_classification/sequence_classifier.h"
#include "core/tasks/token_classification/token_classifier.h"
#include "distributed/communication/self_communicator.h"
#include "tests/core/device/recording_device.h"

namespace linkbert::test {
namespace {

using testing::IsEmpty;

const BertConfig kConfig{.vocab_size = 700,
                         .hidden_size = 24,
                         .num_hidden_layers = 3,
                         .num_attention_heads = 2,
                         .intermediate_size = 8,
                         .max_position_embeddings = 8};

Batch Sequences(const std::vector<std::int32_t>& lengths) {
  Batch batch;
  batch.cu_seqlens = {0};
  for (const std::int32_t length : lengths) {
    batch.sample_index.push_back(batch.sample_index.size());
    batch.relation.push_back(length % 3);
    batch.masked_rows.push_back(batch.cu_seqlens.back() + length - 1);
    batch.masked_labels.push_back(7);
    for (std::int32_t i = 0; i < length; ++i) {
      batch.token_ids.push_back(i + 1);
      batch.token_type_ids.push_back(0);
      batch.position_ids.push_back(i);
    }
    batch.cu_seqlens.push_back(batch.cu_seqlens.back() + length);
  }
  return batch;
}

const Batch kLarge = Sequences({8, 3, 5, 1}), kSmall = Sequences({2, 4});

struct Recorded {
  explicit Recorded(const BertHeads& heads)
      : parameters(device, BertParameterSpecs(kConfig, heads), 1 << 20, GradientMemory::kOwned) {}

  // Two steps within the bounds of the larger.
  template <typename Model, typename Step>
  void Run(Model& model, const Step& step) {
    model.Reserve(BoundsOf(kLarge), PassKind::kTraining);
    for (const Batch* batch : {&kSmall, &kLarge}) {
      device.BeginStep();
      step(*batch);
      device.EndStep();
      EXPECT_THAT(device.faults(), IsEmpty());
    }
  }

  RecordingDevice device;
  FlatParameters parameters;
};

TEST(PlannedMemory, OfPretraining) {
  Recorded r({});
  BertPretrainingModel model(kConfig, r.parameters);
  r.Run(model, [&](const Batch& batch) { model.ForwardBackward(batch, {.mlm = 1, .drp = 1}, 5); });
  const auto count = [&](const char* name) { return std::ranges::count(r.device.operations(), name); };
  for (const char* name : {"attention forward", "attention backward"}) EXPECT_EQ(count(name), 3) << name;
  for (const char* name : {"residual norm forward", "residual norm backward"}) EXPECT_EQ(count(name), 6) << name;
  EXPECT_EQ(count("activation forward"), 4);  // a layer one, and the MLM head
  EXPECT_EQ(r.device.operations().back(), "embedding backward");
}

TEST(PlannedMemory, OfEveryTypeOfTask) {
  {
    Recorded r({.mlm = false, .drp = false, .classes = 3});
    BertSequenceClassifier model(kConfig, 3, r.parameters);
    r.Run(model, [&](const Batch& b) {
      model.ForwardBackward(b, std::vector<std::int32_t>(b.sample_index.size(), 1), 1.0, 5);
      model.ForwardBackward(b, {ValueLoss::kSquaredError, std::vector<float>(3 * b.sample_index.size())}, 1.0, 5);
    });
  }
  {
    Recorded r({.pooler = false, .mlm = false, .drp = false, .classes = 3});
    BertTokenClassifier model(kConfig, 3, r.parameters);
    r.Run(model, [&](const Batch& b) {
      std::vector<std::int32_t> labels(b.token_ids.size(), BertTokenClassifier::kNoLabel);
      labels.front() = 2;
      model.ForwardBackward(b, labels, 1.0, 5);
    });
  }
  {
    Recorded r({.pooler = false, .mlm = false, .drp = false, .spans = true});
    BertQuestionAnswering model(kConfig, r.parameters);
    r.Run(model, [&](const Batch& b) {
      const std::vector<std::int32_t> firsts(b.sample_index.size());
      model.ForwardBackward(b, {firsts, firsts}, 1.0, 5);
    });
  }
  {
    Recorded r({.mlm = false, .drp = false, .classes = 1});
    BertMultipleChoice model(kConfig, 2, r.parameters);
    r.Run(model, [&](const Batch& b) {
      model.ForwardBackward(b, std::vector<std::int32_t>(b.sample_index.size() / 2), 1.0, 5);
    });
  }
}

// The update works in what parameters and optimizer hold: nothing is allocated in a step.
TEST(PlannedMemory, OfEveryOptimizer) {
  for (const RuleFacts& rule : AllRules()) {
    Recorded r({});
    SelfCommunicator communicator;
    GradientReducer reducer(r.parameters, communicator);
    ShardedOptimizer optimizer(r.parameters, {.name = std::string(rule.name)}, communicator);
    const StepTotals totals(r.device, 2, optimizer.blocks());
    const std::array<double, 2> sums{};
    for (int step = 1; step <= 2; ++step) {
      r.device.BeginStep();
      r.parameters.ZeroGradients();
      r.device.Upload(sums.data(), sizeof(sums), totals.sums());
      const View slice = reducer.Reduce();
      optimizer.Check(slice, totals);
      optimizer.Step(step, 0.1, slice, totals);
      totals.Read(r.device);
      r.device.EndStep();
      EXPECT_THAT(r.device.faults(), IsEmpty()) << rule.name;
    }
    EXPECT_EQ(std::ranges::count(r.device.operations(), "update"), rule.tensor_norms ? 0 : 1);
    EXPECT_EQ(std::ranges::count(r.device.operations(), "apply directions"), rule.tensor_norms ? 1 : 0);
  }
}

TEST(PlannedMemory, ABatchBeyondItsBoundsIsRefused) {
  FlatParameters parameters(HostDevice(), BertParameterSpecs(kConfig, {}), 1 << 20, GradientMemory::kOwned);
  BertPretrainingModel model(kConfig, parameters);
  EXPECT_THROW(model.ForwardBackward(kSmall, {.mlm = 1, .drp = 1}, 5), Error);
  model.Reserve(BoundsOf(kSmall), PassKind::kTraining);
  EXPECT_NO_THROW(model.ForwardBackward(kSmall, {.mlm = 1, .drp = 1}, 5));
  EXPECT_THROW(model.ForwardBackward(kLarge, {.mlm = 1, .drp = 1}, 5), Error);
}

}  // namespace
}  // namespace linkbert::test
