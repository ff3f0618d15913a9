// DrawChart: one chart as an HTML figure: inline SVG, a legend and a line for the read-out under the pointer.
//
// Flow: Run -> Chart -> [DrawChart] -> ReportPage. The SVG has a fixed size in its own units and scales with the page;
// colours are classes (page_style.h), so that light and dark pages share it. The same chart gives the same bytes.
// Values are drawn as they are, never smoothed; long series keep every bucket's extremes.
#pragma once
#include <string>
#include <vector>

#include "core/report/html.h"

namespace linkbert::report {

struct ChartPoint {
  double x = 0;
  double y = 0;
  double error = 0;  // one standard error, drawn as a bar where > 0
};

enum class SeriesStyle {
  kLine,    // what training measured
  kPoints,  // what an evaluation measured: dots with error bars, joined by a thin line
};

struct ChartSeries {
  std::string name;
  int color = 0;  // of the run
  SeriesStyle style = SeriesStyle::kLine;
  std::vector<ChartPoint> points;  // by x; y finite
  bool in_legend = true;           // false where another series of the same run stands for it
};

// A vertical line: the run was killed here, or resumed from here.
struct ChartMark {
  double x = 0;
  int color = 0;
  bool killed = false;
  std::string text;
};

// A horizontal line to compare with.
struct ChartReference {
  double y = 0;
  std::string text;
};

struct Chart {
  std::string title;
  std::string note;  // what it means, a sentence; may be empty
  NumberFormat format = NumberFormat::kPlain;
  bool from_zero = false;   // the axis includes 0
  bool may_be_log = false;  // logarithmic where positive values spread over a factor of 50 or more
  bool log_log = false;     // both axes are logarithmic. Requires: every x and y > 0
  std::string x_name = "step";
  std::vector<ChartSeries> series;
  std::vector<ChartMark> marks;
  std::vector<ChartReference> references;
};

// "" where no series has a point.
std::string DrawChart(const Chart& chart);

// At most about `limit` points: the first, the last and the lowest and highest of each of limit / 2 runs of points.
std::vector<ChartPoint> Thin(const std::vector<ChartPoint>& points, std::size_t limit);

}  // namespace linkbert::report
