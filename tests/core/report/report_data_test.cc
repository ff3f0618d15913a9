#include "core/report/report_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/core/report/run_fixture.h"
#include "tests/support/corpus_builder.h"
#include "tests/support/prepare_support.h"

namespace linkbert::report {
namespace {

using test::CorpusBuilder;
using test::ErrorOf;
using test::FakeRun;
using test::kKilled;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

TEST(ReportData, AFolderThatIsNoRunIsAnInputErrorThatSaysWhatIsMissing) {
  const TemporaryFolder folder;
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { ReadReport({folder.path()}); }),
              testing::AllOf(HasSubstr(folder.path()), HasSubstr("run.json"), HasSubstr("metrics.jsonl")));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { ReadReport({folder / "gone"}); }), HasSubstr("no such folder"));
}

TEST(ReportData, ReadsIntervalsEvaluationsAndStarts) {
  const TemporaryFolder folder;
  FakeRun run(folder / "foldoc");
  run.Start(0);
  run.Evaluate(0, 0.5);
  run.Interval(10, 8);
  run.Evaluate(10, 0.6);
  const ReportData data = ReadReport({run.folder() + "/"});
  ASSERT_EQ(data.runs.size(), 1u);
  EXPECT_EQ(data.runs[0].name, "foldoc");
  EXPECT_EQ(data.runs[0].intervals.size(), 1u);
  ASSERT_EQ(data.runs[0].evaluations.size(), 2u);
  EXPECT_THAT(NumberAt(data.runs[0].evaluations[1].values, "auc/value"), Optional(0.6));
  EXPECT_EQ(data.runs[0].configuration["training.steps"], 40);
  EXPECT_TRUE(data.remarks.empty());
}

TEST(ReportData, AnEvaluationsFileCountsMoreThanItsLine) {
  const TemporaryFolder folder;
  FakeRun run(folder / "foldoc");
  run.Evaluate(10, 0.6);
  run.EvaluationFile(10, FakeRun::Evaluation(0.7).dump());
  run.EvaluationFile(5, FakeRun::Json{{"step", 5}, {"evaluation", FakeRun::Evaluation(0.55)}}.dump());
  const auto evaluations = ReadReport({run.folder()}).runs.at(0).evaluations;
  ASSERT_EQ(evaluations.size(), 2u);
  EXPECT_EQ(evaluations[0].step, 5);
  EXPECT_THAT(NumberAt(evaluations[0].values, "auc/value"), Optional(0.55));
  EXPECT_THAT(NumberAt(evaluations[1].values, "auc/value"), Optional(0.7));
}

TEST(ReportData, AKillIsFoundWithTheLastStepBeforeIt) {
  const TemporaryFolder folder;
  FakeRun run(folder / "foldoc");
  run.Start(0);
  run.Log("step 130/300  loss 7");
  run.Log(kKilled);
  run.Start(100, "runs/foldoc/checkpoints/step-00000100");
  run.Start(200);  // after an orderly end
  const auto starts = ReadReport({run.folder()}).runs.at(0).starts;
  ASSERT_EQ(starts.size(), 3u);
  EXPECT_EQ(starts[0].killed_after, std::nullopt);
  EXPECT_EQ(starts[1].killed_after, 130);
  EXPECT_EQ(starts[1].first_step, 100);
  EXPECT_EQ(starts[2].killed_after, std::nullopt);
}

TEST(ReportData, DamagedPartsAreLeftOutAndSaid) {
  const TemporaryFolder folder;
  FakeRun run(folder / "foldoc");
  run.File("run.json", "{\"configuration\": ");
  run.File("metrics.jsonl", "{\"step\": 1, \"loss\": 2}\nnonsense\n[1]\n{\"step\": 2, \"loss\"");
  const ReportData data = ReadReport({run.folder()});
  EXPECT_EQ(data.runs.at(0).intervals.size(), 1u);  // the torn last line is no damage
  EXPECT_THAT(data.remarks, ElementsAre(HasSubstr("run.json: not a JSON object"), HasSubstr("2 damaged line(s)")));
}

TEST(ReportData, TheCorpusIsReadWhereItIsStillTheRuns) {
  const TemporaryFolder folder;
  const std::string fingerprint =
      CorpusBuilder().Document("a", {"one two"}).Document("b", {"three"}).Open(folder / "corpus").fingerprint();
  FakeRun run(folder / "foldoc");
  run.Configure("data.corpus", folder / "corpus");
  run.Start(0);
  EXPECT_EQ(ReadReport({run.folder()}).runs.at(0).corpus.value().manifest.Totals().documents, 2u);
  run.File("run.json", FakeRun::Json{{"configuration", {{"data.corpus", folder / "corpus"}}},
                                     {"starts", {{{"facts", {{"corpus_fingerprint", "other"}}}}}}}
                           .dump());
  const ReportData data = ReadReport({run.folder()});
  EXPECT_FALSE(data.runs.at(0).corpus.has_value());
  EXPECT_THAT(data.remarks, ElementsAre(HasSubstr("another corpus")));
}

TEST(ReportData, FineTuningResultsStandAloneOrBesideARun) {
  const TemporaryFolder folder;
  FakeRun alone(folder / "a/task"), beside(folder / "b/task");
  alone.File("results.json", R"({"task": "t", "rows": []})");
  beside.File("finetune.json", R"({"task": "u", "rows": []})");
  beside.Interval(1, 2);
  const ReportData data = ReadReport({alone.folder(), beside.folder()});
  EXPECT_EQ(data.runs.size(), 1u);
  ASSERT_EQ(data.fine_tunings.size(), 2u);
  EXPECT_EQ(data.fine_tunings[0].name, alone.folder());  // the same last part: paths tell them apart
  EXPECT_EQ(TextAt(data.fine_tunings[1].results, "task"), "u");
}

}  // namespace
}  // namespace linkbert::report
