// A whole run of pretraining without a command line: stopped, resumed, refused under other values, dry.
#include "core/runs/pretraining_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/checkpoint/checkpoint_format.h"
#include "core/optimizers/optimizer_rule.h"
#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"
#include "tests/core/runs/tiny_run.h"
#include "tests/data/samples/synthetic_corpus.h"
#include "tests/support/prepare_support.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

class PretrainingRunTest : public testing::Test {
 protected:
  PretrainConfiguration Configuration(const std::string& name) {
    return test::TinyRun(folder_.path(), name, corpus_->folder());
  }
  std::string Weights(const std::string& name, std::int64_t step) const {
    return ReadFile(fmt::format("{}/{}/checkpoints/{}/model.safetensors", folder_.path(), name, StepFolderName(step)));
  }

  test::SyntheticCorpus corpus_{60, 0.1};
  test::TemporaryFolder folder_;
  SelfCommunicator self_;
};

TEST_F(PretrainingRunTest, StoppedAndResumedItEndsAsIfNothingHadHappened) {
  for (const RuleFacts& rule : AllRules()) {
    const std::string name(rule.name);
    const auto configuration = [&](const std::string& run) {
      PretrainConfiguration c = Configuration(run + name);
      c.optimizer.name = name;
      return c;
    };
    EXPECT_EQ(Pretrain(configuration("whole-"), {.communicator = self_}), TrainingEnd::kFinished);

    int asked = 0;
    const RunContext impatient{.communicator = self_, .stop_signalled = [&] { return ++asked == 2; }};
    EXPECT_EQ(Pretrain(configuration("parts-"), impatient), TrainingEnd::kStopped);
    EXPECT_FALSE(fs::exists(folder_ / "parts-" + name + "/checkpoints/" + StepFolderName(6)));
    EXPECT_EQ(Pretrain(configuration("parts-"), {.communicator = self_}), TrainingEnd::kFinished);
    EXPECT_EQ(Weights("parts-" + name, 6), Weights("whole-" + name, 6)) << name;
    const auto record = nlohmann::json::parse(ReadFile(folder_ / "parts-" + name + "/run.json"));
    EXPECT_EQ(record.at("starts").size(), 2);
    EXPECT_EQ(record.at("starts").at(1).at("first_step"), 2);
  }
  EXPECT_NE(Weights("whole-adamw", 6), Weights("whole-lamb", 6));
}

TEST_F(PretrainingRunTest, TheSameNameUnderOtherValuesIsRefused) {
  Pretrain(Configuration("run"), {.communicator = self_});
  PretrainConfiguration other = Configuration("run");
  other.samples.seed += 1;
  other.training.log_every += 1;  // may change
  const std::string message =
      test::ErrorOf(ErrorCode::kConfiguration, [&] { Pretrain(other, {.communicator = self_}); });
  EXPECT_THAT(message, testing::HasSubstr("samples.seed: was "));
  EXPECT_THAT(message, testing::Not(testing::HasSubstr("log_every")));
}

TEST_F(PretrainingRunTest, ADryRunTrainsNothing) {
  EXPECT_EQ(Pretrain(Configuration("dry"), {.communicator = self_, .dry_run = true}), TrainingEnd::kFinished);
  EXPECT_TRUE(fs::is_empty(folder_ / "dry/checkpoints"));
}

TEST_F(PretrainingRunTest, RanksWithOtherValuesAreRefused) {
  PretrainConfiguration ours = Configuration("ranks"), theirs = Configuration("ranks");
  theirs.samples.seed += 1;
  std::vector<std::string> messages(2);
  ThreadGroup::Run(2, [&](Communicator& communicator) {
    const auto rank = static_cast<std::size_t>(communicator.Rank());
    messages[rank] = test::ErrorOf(ErrorCode::kConfiguration, [&] {
      RequireSamePretraining(rank == 0 ? ours : theirs, {.communicator = communicator});
    });
  });
  for (const std::string& message : messages) EXPECT_THAT(message, testing::HasSubstr("samples.seed"));
}

TEST(CheckPretraining, ValuesThatDoNotFitEachOtherAreNamed) {
  PretrainConfiguration c;
  EXPECT_THAT(test::ErrorOf(ErrorCode::kConfiguration, [&] { CheckPretraining(c); }),
              testing::HasSubstr("data.corpus is empty"));
  c.data.corpus = "anything";
  c.samples.max_length = c.model.config.max_position_embeddings + 1;
  EXPECT_THAT(test::ErrorOf(ErrorCode::kConfiguration, [&] { CheckPretraining(c); }),
              testing::HasSubstr("model.max_position_embeddings only"));
  c.samples.max_length = 32;
  EXPECT_NO_THROW(CheckPretraining(c));
}

}  // namespace
}  // namespace linkbert
