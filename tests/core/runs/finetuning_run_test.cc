// Runs of fine-tuning and of a suite without a command line: seeds, their table, what is not run again.
#include "core/runs/finetuning_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/runs/finetuning_suite.h"
#include "core/runs/pretraining_run.h"
#include "core/scoring/result_table.h"
#include "core/scoring/suite_results.h"
#include "distributed/communication/self_communicator.h"
#include "tests/core/runs/tiny_run.h"
#include "tests/data/samples/synthetic_corpus.h"
#include "tests/support/prepare_support.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

class FinetuningRunTest : public testing::Test {
 protected:
  FinetuningRunTest() {
    const test::SyntheticCorpus corpus(40);
    PretrainConfiguration c = test::TinyRun(folder_.path(), "start", corpus->folder());
    c.training.steps = 1;
    c.training.global_batch = 4;
    Pretrain(c, {.communicator = self_});
    fs::create_directories(folder_ / "tasks/rte");
    for (const char* part : {"train", "dev"}) WriteFileAtomically(folder_ / "tasks/rte/" + part + ".json", Lines());
  }

  static std::string Lines() {
    std::string lines;
    for (int i = 0; i < 12; ++i)
      lines += fmt::format(R"({{"sentence": "d{0}.0 d{0}.1", "label": "{1}"}})", i, i % 2) + "\n";
    return lines;
  }
  FinetuneConfiguration Configuration(std::int64_t seeds) {
    FinetuneConfiguration c;
    c.run = {.name = "task", .folder = folder_.path()};
    c.model.from = folder_ / "start";
    c.data.folder = folder_ / "tasks/rte";
    c.task.max_length = 16;
    c.training.seeds = seeds;
    c.training.epochs = 1;
    c.training.loop.global_batch = 4;
    return c;
  }
  RunContext Context() {
    return {.communicator = self_, .tell = [this](const std::string& line) { told_.push_back(line); }};
  }

  test::TemporaryFolder folder_;
  SelfCommunicator self_;
  std::vector<std::string> told_;
};

TEST_F(FinetuningRunTest, EverySeedIsTrainedOnceAndTheTableHoldsThemAll) {
  const FinetuneConfiguration configuration = Configuration(2);
  const FinetuningInputs inputs(configuration);
  EXPECT_EQ(FineTune(configuration, inputs, Context()), TrainingEnd::kFinished);
  const auto table = ReadResultTable(folder_ / "task/results.json");
  EXPECT_EQ(table.at("rows").at(0).at("seeds"), nlohmann::ordered_json({1, 2}));
  EXPECT_EQ(table.at("split"), "dev");
  EXPECT_EQ(table.at("rows").at(0).at("metrics").at("accuracy").at("values").size(), 2);
  const auto written = fs::last_write_time(folder_ / "task/seed-2/model/model.safetensors");

  told_.clear();
  EXPECT_EQ(FineTune(configuration, inputs, Context()), TrainingEnd::kFinished);
  EXPECT_THAT(told_, Contains(HasSubstr("seed 2 is finished: ")));
  EXPECT_EQ(fs::last_write_time(folder_ / "task/seed-2/model/model.safetensors"), written);
}

TEST_F(FinetuningRunTest, AStoppedSeedGoesOnAndEndsAsIfNothingHadHappened) {
  FinetuneConfiguration configuration = Configuration(1);
  const FinetuningInputs inputs(configuration);
  FineTune(configuration, inputs, Context());
  configuration.run.name = "parts";
  RunContext impatient = Context();
  impatient.stop_signalled = [] { return true; };
  EXPECT_EQ(FineTune(configuration, inputs, impatient), TrainingEnd::kStopped);
  EXPECT_FALSE(fs::exists(folder_ / "parts/results.json"));
  EXPECT_EQ(FineTune(configuration, inputs, Context()), TrainingEnd::kFinished);
  EXPECT_EQ(ReadFile(folder_ / "parts/model/model.safetensors"), ReadFile(folder_ / "task/model/model.safetensors"));
}

TEST_F(FinetuningRunTest, ASuiteLeavesOutTasksWithoutDataAndSaysSo) {
  const std::string run = fmt::format(
      "run: {{folder: {}}}\ntask: {{max_length: 16}}\ntraining: {{epochs: 1, global_batch: 4}}\n", folder_.path());
  WriteFileAtomically(folder_ / "one.yaml", run);
  WriteFileAtomically(folder_ / "suite.yaml",
                      "suite: {name: both, average: mean}\ntasks:\n  rte: one.yaml\n  cola: one.yaml\n");
  const SuiteRun suite = ReadSuiteRun({.config = folder_ / "suite.yaml",
                                       .model = folder_ / "start",
                                       .data = folder_ / "tasks",
                                       .settings = {},
                                       .only = {},
                                       .compare = {}});
  EXPECT_EQ(FineTuneSuite(suite, Context()), TrainingEnd::kFinished);
  EXPECT_THAT(told_, Contains(StartsWith("== both: rte")));
  EXPECT_THAT(told_, testing::Not(Contains(StartsWith("== both: cola"))));
  const SuiteResults results = ReadSuiteResults(folder_ / "both/results.json");
  ASSERT_EQ(results.tasks.size(), 2);
  EXPECT_THAT(ReadFile(folder_ / "both/results.md"), HasSubstr("cola/train.json is not there"));
}

}  // namespace
}  // namespace linkbert
