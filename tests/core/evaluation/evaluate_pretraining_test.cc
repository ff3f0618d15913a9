// A run's model judged without a command line.
#include "core/evaluation/evaluate_pretraining.h"

#include <gtest/gtest.h>

#include "core/runs/pretraining_run.h"
#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"
#include "tests/core/runs/tiny_run.h"
#include "tests/data/samples/synthetic_corpus.h"
#include "tests/support/prepare_support.h"

namespace linkbert {
namespace {

TEST(EvaluatePretraining, IsTheSameOnAnyRanksAndWritesWhatItGives) {
  const test::SyntheticCorpus corpus(80, 0.3);
  const test::TemporaryFolder folder;
  PretrainConfiguration c = test::TinyRun(folder.path(), "run", corpus->folder());
  c.model.config.num_hidden_layers = 3;
  c.training.steps = 2;
  c.evaluation = {.every = 0, .samples = 40, .anchors = 20, .probe_samples = 100};
  SelfCommunicator self;
  Pretrain(c, {.communicator = self});
  c.model.config.vocab_size = corpus->vocabulary().size();

  const EvaluatePretrainingRequest request{
      .model = folder / "run", .corpus = corpus->folder(), .output = folder / "evaluated"};
  const auto alone = EvaluatePretraining(request, c, self);
  EXPECT_EQ(nlohmann::ordered_json::parse(ReadFile(folder / "evaluated/results.json")), alone);
  EXPECT_GT(alone.at("mlm_loss").get<double>(), 0);
  ThreadGroup::Run(2, [&](Communicator& communicator) {
    const auto together = EvaluatePretraining({request.model, request.corpus, ""}, c, communicator);
    EXPECT_EQ(together.is_null(), communicator.Rank() != 0);
    if (together.is_null()) return;
    EXPECT_NEAR(together.at("mlm_loss").get<double>(), alone.at("mlm_loss").get<double>(), 1e-5);
    EXPECT_EQ(together.at("drp_confusion"), alone.at("drp_confusion"));
  });
}

}  // namespace
}  // namespace linkbert
