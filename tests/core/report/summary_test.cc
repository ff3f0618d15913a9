#include "core/report/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace linkbert::report {
namespace {

using testing::HasSubstr;
using testing::Not;

Json Values(double auc) {
  return {{"auc", {{"value", auc}, {"standard_error", 0.012}, {"anchors", 500}}},
          {"drp_accuracy", {{"value", 0.345}, {"standard_error", 0.01}}},
          {"mlm_loss", 5.25},
          {"examples",
           {{{"a_title", "Ohm"}, {"b_title", "Volt"}, {"truth", "linked"}, {"verdict", "random"}},
            {{"a_title", "Farad"}, {"b_title", "Watt"}, {"truth", "linked"}, {"verdict", "linked"}}}}};
}

ReportData Data() {
  Run run;
  run.name = "demo";
  run.evaluations = {{.step = 0, .values = Values(0.5)}, {.step = 10, .values = Values(0.75)}};
  run.starts = {{}, {.record = Json::object(), .first_step = 5, .killed_after = 7}};
  const Json row = {
      {"start", "MiniLM"}, {"seeds", {1, 2}}, {"metrics", {{"accuracy", {{"mean", 0.5}, {"standard_error", 0.025}}}}}};
  return {.runs = {run}, .fine_tunings = {{.name = "t", .results = {{"rows", {row}}}}}, .remarks = {}};
}

TEST(SummaryText, TellsBeforeAndAfterWithErrors) {
  const std::string text = SummaryText(Data());
  EXPECT_THAT(text, HasSubstr("AUC 0.500 ± 0.012 -> 0.750 ± 0.012"));
  EXPECT_THAT(text, HasSubstr("accuracy 34.5 ± 1.0 -> 34.5 ± 1.0 %"));
  EXPECT_THAT(text, HasSubstr("killed at step 7, resumed from step 5, nothing lost"));
  EXPECT_THAT(text, HasSubstr("from MiniLM"));
  EXPECT_THAT(text, HasSubstr("accuracy 0.500 ± 0.025"));
}

TEST(SummaryText, ShowsTheFirstPairOfEachRelationWhateverTheModelSays) {
  const std::string text = SummaryText(Data());
  EXPECT_THAT(text, HasSubstr("\"Ohm\" and \"Volt\": linked; the model says random"));
  EXPECT_THAT(text, Not(HasSubstr("Farad")));
}

TEST(SummaryText, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(SummaryText({.runs = {report::Run{}}, .fine_tunings = {}, .remarks = {}}), "");
}

}  // namespace
}  // namespace linkbert::report
