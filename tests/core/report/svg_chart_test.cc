#include "core/report/svg_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace linkbert::report {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Chart ChartOf(std::vector<ChartPoint> points, SeriesStyle style = SeriesStyle::kLine) {
  Chart chart;
  chart.title = "Loss";
  chart.series = {{"run <1>", 0, style, std::move(points)}};
  return chart;
}

TEST(SvgChart, WithoutPointsThereIsNoChart) { EXPECT_EQ(DrawChart(ChartOf({})), ""); }

TEST(SvgChart, DrawsALineWithTicksAndEscapedNames) {
  const std::string svg = DrawChart(ChartOf({{0, 8}, {100, 6}, {200, 5}}));
  EXPECT_THAT(svg, AllOf(HasSubstr("<path d=\"M52.0"), HasSubstr(">200</text>"), HasSubstr("run &lt;1&gt;"),
                         HasSubstr("data-points=\"0|8.00;100|6.00;200|5.00\""), Not(HasSubstr("<1>"))));
}

TEST(SvgChart, OnePointOrEqualValuesDrawNumbers) {
  for (const Chart& chart : {ChartOf({{0, 0}}), ChartOf({{5, 3}}), ChartOf({{1, 2}, {2, 2}})}) {
    EXPECT_THAT(DrawChart(chart), AllOf(Not(HasSubstr("nan")), Not(HasSubstr("inf")), HasSubstr("<path")));
  }
}

TEST(SvgChart, EvaluationsAreDotsWithErrorBars) {
  const std::string svg = DrawChart(ChartOf({{0, 0.5, 0.02}, {100, 0.6, 0.02}}, SeriesStyle::kPoints));
  EXPECT_THAT(svg, AllOf(HasSubstr("<circle"), HasSubstr("0.500 ± 0.020")));
}

TEST(SvgChart, MarksAndReferencesAreSaid) {
  Chart chart = ChartOf({{0, 8}, {200, 5}});
  chart.marks = {{130, 0, true, "killed after step 130"}, {100, 0, false, "resumed from step 100"}};
  chart.references = {{6.5, "unigram entropy"}};
  EXPECT_THAT(DrawChart(chart), AllOf(HasSubstr("<title>killed after step 130</title>"),
                                      HasSubstr("class=\"resume c0\""), HasSubstr("unigram entropy 6.50</span>")));
}

TEST(SvgChart, WideSpreadsBecomeLogarithmicOnlyWhereAllowed) {
  Chart chart = ChartOf({{0, 1000}, {1, 1}, {2, 2}});
  EXPECT_THAT(DrawChart(chart), HasSubstr(">500</text>"));
  chart.may_be_log = true;
  EXPECT_THAT(DrawChart(chart), AllOf(HasSubstr(">10</text>"), Not(HasSubstr(">500</text>"))));
}

TEST(SvgChart, BothAxesMayBeLogarithmic) {
  Chart chart = ChartOf({{1, 1000}, {10, 100}, {100, 10}});
  chart.log_log = true, chart.x_name = "links <n>", chart.format = NumberFormat::kCount;
  const std::string svg = DrawChart(chart);
  EXPECT_THAT(svg,
              AllOf(HasSubstr("data-x-name=\"links &lt;n&gt;\" data-x-log=\"\""), HasSubstr("1|1,000;10|100;100|10"),
                    HasSubstr("d=\"M52.0 16.0L239.0 109.0L426.0 202.0\""), HasSubstr(">links &lt;n&gt;</text>")));
}

TEST(SvgChart, ThinningKeepsEndsAndExtremes) {
  std::vector<ChartPoint> points;
  for (int i = 0; i < 10000; ++i) points.push_back({static_cast<double>(i), std::sin(i * 0.01)});
  points[4321].y = 9, points[7777].y = -9;
  const std::vector<ChartPoint> kept = Thin(points, 100);
  EXPECT_LE(kept.size(), 102u);
  EXPECT_EQ(kept.front().x, 0);
  EXPECT_EQ(kept.back().x, 9999);
  const auto [low, high] =
      std::minmax_element(kept.begin(), kept.end(), [](const ChartPoint& a, const ChartPoint& b) { return a.y < b.y; });
  EXPECT_EQ(low->x, 7777);
  EXPECT_EQ(high->x, 4321);
  EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.x < b.x; }));
}

}  // namespace
}  // namespace linkbert::report
