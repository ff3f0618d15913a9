// The step of pretraining on several ranks against that of one: losses are divided by counts of the whole global batch,
// however unevenly masked tokens fall on ranks and micro-batches.
#include "core/tasks/pretraining/pretraining_task.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "core/training/no_checkpoints.h"
#include "core/training/trainer.h"
#include "distributed/communication/thread_communicator.h"
#include "tests/core/kernels/tensors.h"
#include "tests/core/sharding/host_tensors.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

const BertConfig kConfig{.vocab_size = 60,
                         .hidden_size = 32,
                         .num_hidden_layers = 2,
                         .num_attention_heads = 4,
                         .intermediate_size = 64,
                         .max_position_embeddings = 40};

// From no masked token in a sample to all but the first, so that equally long shares have unequal counts.
class RaggedSource : public SampleSource {
 public:
  linkbert::Sample Sample(std::uint64_t index) const override {
    linkbert::Sample sample{};
    sample.index = index;
    sample.relation = static_cast<Relation>(index % 3);
    const auto length = static_cast<std::int32_t>(Length(index));
    sample.b_begin = length / 2;
    for (std::int32_t i = 0; i < length; ++i) {
      const auto token = static_cast<std::int32_t>((index * 7 + static_cast<std::uint64_t>(i) * 13) % 60);
      sample.token_ids.push_back(token);
      if (index % 4 == 0 || i % static_cast<std::int32_t>(index % 4) != 0 || i == 0) continue;
      sample.masked_positions.push_back(i);
      sample.masked_labels.push_back((token + 5) % 60);
    }
    return sample;
  }
  std::uint32_t Length(std::uint64_t index) const override { return static_cast<std::uint32_t>(4 + index * 11 % 29); }
  std::uint32_t MaximumLength() const override { return 32; }
};

struct Observed : TrainingObserver {
  void OnInterval(const IntervalRecord& record) override { metrics = record.metrics; }
  nlohmann::ordered_json metrics;
};

struct StepResult {
  at::Tensor gradient;             // summed over ranks
  nlohmann::ordered_json metrics;  // of rank 0
  std::set<std::int64_t> masked;   // the ranks' counts of masked tokens
  std::mutex mutex;
};

constexpr std::int64_t kGlobalBatch = 23;

// One step of the trainer on this rank; its gradient stays behind in the flat buffer.
void TrainOneStep(Communicator& communicator, std::int64_t micro_batch_tokens, StepResult& result) {
  const RaggedSource source;
  FlatParameters parameters(HostDevice(), BertParameterSpecs(kConfig, {}), 3000, GradientMemory::kOwned,
                            communicator.Size());
  parameters.Write([&](std::span<float> flat) { InitializeParameters(parameters.layout(), kConfig, 3, flat); });
  BertPretrainingModel model(kConfig, parameters);
  const LoaderOptions loader{.global_batch = kGlobalBatch,
                             .rank = communicator.Rank(),
                             .plan = {.ranks = communicator.Size(), .micro_batch_tokens = micro_batch_tokens}};
  PretrainingTask task(source, loader, model, /*drp_weight=*/0.5, /*dropout_seed=*/77);
  GradientReducer reducer(parameters, communicator);
  ShardedOptimizer optimizer(parameters, {}, communicator);
  NoCheckpoints checkpoints;
  Observed observed;
  const test::TemporaryFolder folder;
  Trainer({.steps = 1, .global_batch = kGlobalBatch}, {},
          {communicator, task, parameters, reducer, optimizer, checkpoints, observed, [] { return false; },
           folder.path(), false, nullptr})
      .Run({});
  const std::lock_guard lock(result.mutex);
  result.gradient = result.gradient.defined() ? result.gradient + test::GradientsOf(parameters)
                                              : test::GradientsOf(parameters).clone();
  result.masked.insert(BuildStep(source, loader, 0).masked_tokens);
  if (communicator.Rank() == 0) result.metrics = observed.metrics;
}

void TrainOneStepOn(int ranks, std::int64_t micro_batch_tokens, StepResult& result) {
  ThreadGroup::Run(ranks, [&](Communicator& communicator) { TrainOneStep(communicator, micro_batch_tokens, result); });
}

TEST(PretrainingTask, RaggedMasksGiveTheSameGradientHoweverDealt) {
  StepResult one;
  TrainOneStepOn(1, 1000, one);
  for (const auto& [ranks, micro_batch_tokens] : {std::pair{1, 32}, {3, 1000}, {3, 40}, {5, 64}}) {
    StepResult many;
    TrainOneStepOn(ranks, micro_batch_tokens, many);
    // Unequal counts: a mean over ranks of their means would be another loss.
    EXPECT_EQ(many.masked.size() > 1, ranks > 1) << "the masks are not ragged over ranks";
    EXPECT_LT(test::RelativeError(many.gradient, one.gradient), 1e-5) << ranks << " ranks";  // sums in another order
    for (const char* loss : {"loss", "mlm_loss", "drp_loss"}) {
      EXPECT_NEAR(many.metrics.at(loss).get<double>(), one.metrics.at(loss).get<double>(), 1e-5) << loss;
    }
  }
}

// What is divided by: the sums over the batch's own labels, divided here by counts of all its samples.
TEST(PretrainingTask, LossIsTheSumOverTheGlobalBatchDividedByItsCounts) {
  StepResult dealt;
  TrainOneStepOn(3, 40, dealt);
  const RaggedSource source;
  FlatParameters parameters(HostDevice(), BertParameterSpecs(kConfig, {}), 3000, GradientMemory::kOwned);
  parameters.Write([&](std::span<float> flat) { InitializeParameters(parameters.layout(), kConfig, 3, flat); });
  BertPretrainingModel model(kConfig, parameters);
  const BatchPlanOptions together{.ranks = 1, .micro_batch_tokens = 1000};
  const Batch batch = BuildStep(source, {.global_batch = kGlobalBatch, .plan = together}, 0).micro_batches.at(0);
  ASSERT_EQ(batch.sequences(), kGlobalBatch);
  const auto masked = static_cast<double>(batch.masked());
  model.Reserve(BoundsOf(batch), PassKind::kTraining);
  const auto sums = model.ForwardBackward(batch, {.mlm = 1 / masked, .drp = 0.5 / kGlobalBatch}, 77).Read(batch);
  EXPECT_NEAR(dealt.metrics.at("mlm_loss").get<double>(), sums.mlm_loss_sum / masked, 1e-5);
  EXPECT_NEAR(dealt.metrics.at("drp_loss").get<double>(), sums.drp_loss_sum / kGlobalBatch, 1e-5);
  EXPECT_LT(test::RelativeError(dealt.gradient, test::GradientsOf(parameters)), 1e-5);
}

}  // namespace
}  // namespace linkbert
