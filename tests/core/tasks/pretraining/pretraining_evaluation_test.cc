#include "core/tasks/pretraining/pretraining_evaluation.h"

#include <gtest/gtest.h>

#include <mutex>

#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "data/samples/batch_builder.h"
#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"
#include "tests/data/samples/synthetic_corpus.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

SampleOptions Samples() {
  SampleOptions options;
  options.max_length = 33;
  return options;
}

BertConfig SmallConfig(const Corpus& corpus) {
  return {.vocab_size = corpus.vocabulary().size(),
          .hidden_size = 16,
          .num_hidden_layers = 1,
          .num_attention_heads = 2,
          .intermediate_size = 32,
          .max_position_embeddings = 40,
          .initializer_range = 0.5};  // so that logits differ
}

// A random model on a corpus of which some is held out.
class PretrainingEvaluationTest : public testing::Test {
 protected:
  Json Evaluate(Communicator& communicator) const {
    FlatParameters parameters(HostDevice(), BertParameterSpecs(config_, {}), 1 << 20, GradientMemory::kNone);
    parameters.Write([&](std::span<float> flat) { InitializeParameters(parameters.layout(), config_, 5, flat); });
    BertPretrainingModel model(config_, parameters);
    PretrainingEvaluation evaluation(*corpus_, Samples(), {.samples = 150, .anchors = 40, .probe_samples = 300},
                                     communicator, 1);
    return evaluation.Run(model, 256);
  }

  const test::SyntheticCorpus corpus_{700, 0.3};
  const BertConfig config_ = SmallConfig(*corpus_);
};

TEST_F(PretrainingEvaluationTest, SaysEveryFigureOfItsPage) {
  SelfCommunicator self;
  const Json metrics = Evaluate(self);
  EXPECT_EQ(metrics.at("samples"), 150);
  EXPECT_EQ(metrics.at("auc").at("anchors"), 40);
  EXPECT_EQ(metrics.at("auc_seen_targets").at("anchors").get<int>() +
                metrics.at("auc_unseen_targets").at("anchors").get<int>(),
            40);
  std::int64_t confused = 0;
  for (const Json& row : metrics.at("drp_confusion")) {
    for (const Json& cell : row) confused += cell.get<std::int64_t>();
  }
  EXPECT_EQ(confused, 150);
  EXPECT_EQ(metrics.at("examples").size(), 6U);
  const double over = metrics.at("drp_over_probes").at("value");
  const double best = std::max(metrics.at("probe_a_only").at("value").get<double>(),
                               metrics.at("probe_b_only").at("value").get<double>());
  EXPECT_NEAR(metrics.at("drp_accuracy").at("value").get<double>() - best, over, 1e-9);
}

TEST_F(PretrainingEvaluationTest, RanksDoNotChangeTheFigures) {
  SelfCommunicator self;
  const Json alone = Evaluate(self);
  ThreadGroup::Run(3, [&](Communicator& communicator) {
    const Json together = Evaluate(communicator);
    if (communicator.Rank() > 0) {
      EXPECT_TRUE(together.is_null());
      return;
    }
    EXPECT_NEAR(together.at("mlm_loss").get<double>(), alone.at("mlm_loss").get<double>(), 1e-5);
    EXPECT_EQ(together.at("drp_confusion"), alone.at("drp_confusion"));
    EXPECT_NEAR(together.at("auc").at("value").get<double>(), alone.at("auc").at("value").get<double>(), 1e-3);
  });
}

TEST_F(PretrainingEvaluationTest, EvaluatedSamplesAreThoseOfOneBigBatch) {
  FlatParameters parameters(HostDevice(), BertParameterSpecs(config_, {}), 1 << 20, GradientMemory::kNone);
  parameters.Write([&](std::span<float> flat) { InitializeParameters(parameters.layout(), config_, 5, flat); });
  BertPretrainingModel model(config_, parameters);
  const PretrainingSampler source(*corpus_, Samples(), Split::kHeldOut);
  std::vector<std::uint32_t> slots(50);
  for (std::uint32_t i = 0; i < 50; ++i) slots[i] = i;
  const Batch batch = BuildBatch(source, 0, slots);
  model.Reserve(BoundsOf(batch), PassKind::kEvaluation);
  const BertPretrainingModel::BatchSums whole = model.Evaluate(batch);
  SelfCommunicator self;
  const EvaluatedSamples seen = EvaluateSamples(source, 50, 100, model, self);
  EXPECT_EQ(seen.masked, whole.masked);
  EXPECT_NEAR(seen.mlm_loss, whole.mlm_loss_sum / static_cast<double>(whole.masked), 1e-5);
  EXPECT_DOUBLE_EQ(seen.mlm_accuracy, static_cast<double>(whole.mlm_correct) / static_cast<double>(whole.masked));
  EXPECT_EQ(seen.probabilities.size(), 50U);
}

}  // namespace
}  // namespace linkbert
