#include "core/report/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/report/run_fixture.h"

namespace linkbert::report {
namespace {

using test::FakeRun;
using test::kKilled;
using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

void WriteWholeRun(FakeRun& run) {
  run.Start(0);
  run.Evaluate(0, 0.5);
  run.Interval(10, 8);
  run.Interval(20, 7);
  run.Log("step 20/40  loss 7");
  run.Log(kKilled);
  run.Start(10, "runs/foldoc/checkpoints/step-00000010");
  run.Interval(30, 6);
  run.Evaluate(30, 0.643);
}

std::string PageOf(const std::vector<std::string>& folders) { return ReportPage(ReadReport(folders)); }

TEST(ReportPage, ShowsBeforeAndAfterCurvesPairsAndTables) {
  const TemporaryFolder folder;
  FakeRun run(folder / "foldoc");
  WriteWholeRun(run);
  EXPECT_THAT(
      PageOf({run.folder()}),
      AllOf(HasSubstr("<span class=\"before\">0.500</span> → <b>0.643</b>"), HasSubstr("1,922 held-out pairs"),
            HasSubstr("<figcaption>Gradient norm</figcaption>"), HasSubstr("<b>Killed</b> after step 20"),
            HasSubstr("<b>Resumed</b> from step 10 (step-00000010)"), HasSubstr("40.0 %<small>400</small>"),
            HasSubstr("linked; the model says random ✗"), HasSubstr("as a <mark>compiler</mark> does &amp; more"),
            HasSubstr("training.steps"), HasSubstr("<th scope=\"row\">anchors</th><td>36,000</td>")));
}

TEST(ReportPage, NeedsNothingFromElsewhereAndIsTheSameEveryTime) {
  const TemporaryFolder folder;
  FakeRun run(folder / "foldoc");
  WriteWholeRun(run);
  const std::string page = PageOf({run.folder()});
  EXPECT_EQ(page, PageOf({run.folder()}));
  EXPECT_THAT(page,
              AllOf(Not(HasSubstr("http")), Not(HasSubstr("src=")), Not(HasSubstr("@import")), Not(HasSubstr("url("))));
}

TEST(ReportPage, EscapesEverythingARunSays) {
  const TemporaryFolder folder;
  FakeRun run(folder / "<run>");
  run.Configure("data.<evil>", "<evil>");
  FakeRun::Json evaluation = FakeRun::Evaluation(0.6);
  for (auto& [key, value] : evaluation["examples"][0].items()) {
    if (value.is_string()) value = "<evil>\"'";
  }
  run.Line({{"step", 1}, {"evaluation", evaluation}});
  run.Start(0, "<evil>");
  run.File("finetune.json", R"({"task": "<evil>", "metric": "<evil>",
      "rows": [{"start": "<evil>", "metrics": {"<evil>": {"mean": 0.5}}}]})");
  EXPECT_THAT(PageOf({run.folder()}),
              AllOf(HasSubstr("&lt;evil&gt;"), Not(HasSubstr("<evil>")), Not(HasSubstr("<run>"))));
}

TEST(ReportPage, LeavesOutWhatIsNotThere) {
  const TemporaryFolder folder;
  FakeRun run(folder / "foldoc");
  run.Line({{"step", 1}, {"mlm_loss", 7.5}, {"drp_accuracy", nullptr}, {"gradient_norm", "large"}});
  EXPECT_THAT(PageOf({run.folder()}), AllOf(HasSubstr("<b>7.50</b>"), HasSubstr("<figcaption>Masked words, loss"),
                                            Not(HasSubstr("Gradient norm")), Not(HasSubstr("<h2>Pairs")),
                                            Not(HasSubstr("<h2>Fine-tuning")), Not(HasSubstr("<h2>Configuration"))));
}

TEST(ReportPage, OddlyTypedPartsNeverFail) {
  const TemporaryFolder folder;
  FakeRun run(folder / "foldoc");
  run.File("run.json", R"({"configuration": 3, "starts": [1, null, {"facts": [], "ranks": "two"}]})");
  run.Line({{"step", 1}, {"evaluation", 5}});
  run.Line(
      {{"step", 2}, {"evaluation", {{"auc", "x"}, {"drp_confusion", {1, 2, 3}}, {"examples", {1, {{"truth", 9}}}}}}});
  run.File("results.json", R"({"rows": [1, {"metrics": {"a": null}}, {"metrics": 3}]})");
  EXPECT_THAT(PageOf({run.folder()}), HasSubstr("</html>"));
}

TEST(ReportPage, RunsAreDrawnTogetherAndTheirDifferencesMarked) {
  const TemporaryFolder folder;
  FakeRun first(folder / "one"), second(folder / "two");
  second.Configure("training.steps", 80);
  for (FakeRun* run : {&first, &second}) WriteWholeRun(*run);
  EXPECT_THAT(PageOf({first.folder(), second.folder()}),
              AllOf(HasSubstr("<h1>one, two</h1>"), HasSubstr("data-name=\"two, held out\""),
                    HasSubstr("<tr class=\"differs\"><th scope=\"row\">training.steps</th><td>40</td><td>80</td>")));
}

TEST(ReportPage, FineTuningsOfOneTaskShareATableAndLeaveTheCurvesToPretraining) {
  const TemporaryFolder folder;
  FakeRun pretraining(folder / "foldoc"), first(folder / "one"), second(folder / "two");
  WriteWholeRun(pretraining);
  for (FakeRun* run : {&first, &second}) {
    run->Line({{"step", 5}, {"loss", 1.25}, {"accuracy", 0.5}});
    run->File("results.json",
              R"({"task": "subject", "rows": [{"start": "<b>", "metrics": {"accuracy": {"mean": 0.7}}}]})");
  }
  const std::string page = PageOf({pretraining.folder(), first.folder(), second.folder()});
  EXPECT_THAT(page, AllOf(HasSubstr("from one, two."), Not(HasSubstr("data-name=\"one\""))));
  EXPECT_EQ(page.find("<h3>subject</h3>"), page.rfind("<h3>subject</h3>"));
  EXPECT_THAT(PageOf({first.folder(), second.folder()}),
              AllOf(HasSubstr("<figcaption>Loss</figcaption>"), HasSubstr("data-name=\"two\"")));
}

TEST(ReportPage, FineTuningHasARowAStartAndTheTasksMetricFirst) {
  const TemporaryFolder folder;
  FakeRun run(folder / "subject");
  run.File("results.json", R"({"task": "subject", "metric": "macro_f1", "rows": [{"start": "MiniLM", "seeds": [1, 2, 3],
      "metrics": {"accuracy": {"mean": 0.7, "standard_error": 0.01}, "macro_f1": {"mean": 0.5}}}]})");
  EXPECT_THAT(PageOf({run.folder()}), AllOf(HasSubstr("macro f1</th><th scope=\"col\">accuracy"), HasSubstr("MiniLM"),
                                            HasSubstr("70.0 ± 1.0 %"), HasSubstr("<td>3</td>")));
}

}  // namespace
}  // namespace linkbert::report
