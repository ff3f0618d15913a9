#include "core/report/svg_chart.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/report/axis.h"

namespace linkbert::report {
namespace {

// Units of the SVG: about CSS pixels on a phone.
constexpr double kWidth = 440, kHeight = 236, kLeft = 52, kRight = 14, kTop = 16, kBottom = 34;
constexpr std::size_t kMaxPoints = 600;  // a series: more than the chart has columns
constexpr int kColors = 8;               // of page_style.h; further runs take them again
constexpr double kLogSpread = 50;

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void Add(double value) { low = std::min(low, value), high = std::max(high, value); }
};

class ChartDrawing {
 public:
  explicit ChartDrawing(const Chart& chart) : chart_(chart), x_(StepAxis()), y_(ValueAxis()) {}

  std::string Draw() const {
    std::string svg =
        fmt::format(R"(<svg viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}" data-x="{},{},{},{}"{}>)", kWidth,
                    kHeight, Escape(chart_.title), x_.low, x_.high, kLeft, kWidth - kRight, XData());
    svg += Grid() + ReferenceLines();
    for (const ChartMark& mark : chart_.marks) svg += Mark(mark);
    for (const ChartSeries& series : chart_.series) svg += Series(series);
    return svg + R"(<line class="cursor" y1="16" y2="202" x1="-9" x2="-9"/></svg>)";
  }

 private:
  // What the script has to know where x is no step.
  std::string XData() const {
    if (chart_.x_name == "step" && !x_.logarithmic) return "";
    return fmt::format(R"( data-x-name="{}"{})", Escape(chart_.x_name), x_.logarithmic ? R"( data-x-log="")" : "");
  }

  Axis StepAxis() const {
    Extent extent;
    if (!chart_.log_log) extent.Add(0);
    for (const ChartSeries& series : chart_.series) {
      for (const ChartPoint& point : series.points) extent.Add(point.x);
    }
    for (const ChartMark& mark : chart_.marks) extent.Add(mark.x);
    return chart_.log_log ? LogAxis(extent.low, extent.high) : ExactAxis(extent.low, extent.high, 5);
  }

  Axis ValueAxis() const {
    Extent values, whole;
    for (const ChartSeries& series : chart_.series) {
      for (const ChartPoint& point : series.points) {
        values.Add(point.y), whole.Add(point.y - point.error), whole.Add(point.y + point.error);
      }
    }
    if (chart_.log_log || (chart_.may_be_log && values.low > 0 && values.high > kLogSpread * values.low)) {
      return LogAxis(values.low, values.high);
    }
    for (const ChartReference& reference : chart_.references) whole.Add(reference.y);
    if (chart_.from_zero) whole.Add(0);
    return RoundAxis(whole.low, whole.high, 4);
  }

  double X(double step) const { return kLeft + x_.Place(step) * (kWidth - kLeft - kRight); }
  double Y(double value) const { return kHeight - kBottom - y_.Place(value) * (kHeight - kTop - kBottom); }

  std::string Grid() const {
    std::string svg;
    for (const double tick : y_.ticks) {
      svg += fmt::format(R"(<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>)", kLeft, kWidth - kRight,
                         Y(tick), Y(tick));
      svg += fmt::format(R"(<text class="tick end" x="{}" y="{:.1f}">{}</text>)", kLeft - 7, Y(tick) + 4, Label(tick));
    }
    for (const double tick : x_.ticks) {
      svg += fmt::format(R"(<text class="tick mid" x="{:.1f}" y="{}">{}</text>)", X(tick), kHeight - kBottom + 16,
                         FormatCount(tick));
    }
    return svg + fmt::format(R"(<text class="tick end" x="{}" y="{}">{}</text>)", kWidth - kRight, kHeight - 4,
                             Escape(chart_.x_name));
  }

  // Ticks need fewer digits than values.
  std::string Label(double tick) const {
    if (chart_.format == NumberFormat::kPercent) return fmt::format("{:.4g} %", 100 * tick);
    return tick >= 1000 ? FormatCount(tick) : fmt::format("{:.4g}", tick);
  }

  std::string ReferenceLines() const {
    std::string svg;
    for (const ChartReference& reference : chart_.references) {
      svg += fmt::format(R"(<line class="reference" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>)", kLeft, kWidth - kRight,
                         Y(reference.y), Y(reference.y));
    }
    return svg;
  }

  std::string Mark(const ChartMark& mark) const {
    return fmt::format(
        R"(<g class="{} c{}"><title>{}</title><line x1="{:.1f}" x2="{:.1f}" y1="{}" y2="{}"/><text class="mid" x="{:.1f}" y="{}">{}</text></g>)",
        mark.killed ? "kill" : "resume", mark.color % kColors, Escape(mark.text), X(mark.x), X(mark.x), kTop,
        kHeight - kBottom, X(mark.x), kTop - 4, mark.killed ? "✕" : "↻");
  }

  std::string Series(const ChartSeries& series) const {
    if (series.points.empty()) return "";
    std::string path, data, dots;
    for (const ChartPoint& point : Thin(series.points, kMaxPoints)) {
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", X(point.x), Y(point.y));
      data += fmt::format(
          "{}{:.0f}|{}", data.empty() ? "" : ";", point.x,
          FormatWithError(point.y, point.error > 0 ? std::optional(point.error) : std::nullopt, chart_.format));
      if (series.style == SeriesStyle::kPoints || series.points.size() == 1) dots += Dot(point);
    }
    return fmt::format(R"(<g class="{} c{}" data-name="{}" data-points="{}"><path d="{}"/>{}</g>)",
                       series.style == SeriesStyle::kLine ? "line" : "points", series.color % kColors,
                       Escape(series.name), data, path, dots);
  }

  std::string Dot(const ChartPoint& point) const {
    std::string svg;
    if (point.error > 0) {
      const double top = std::max(Y(point.y + point.error), kTop), bottom = Y(point.y - point.error);
      svg = fmt::format(R"(<path d="M{:.1f} {:.1f}V{:.1f}"/>)", X(point.x), top, bottom);
    }
    return svg + fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="3.2"/>)", X(point.x), Y(point.y));
  }

  const Chart& chart_;
  Axis x_;
  Axis y_;
};

// One series needs no name; a line to compare with always has its own.
std::string Legend(const Chart& chart) {
  std::string html;
  int count = 0;
  for (const ChartSeries& series : chart.series) {
    if (series.points.empty() || !series.in_legend) continue;
    ++count;
    html += fmt::format(R"(<span class="key c{} {}">{}</span> )", series.color % kColors,
                        series.style == SeriesStyle::kLine ? "line" : "points", Escape(series.name));
  }
  if (count < 2) html.clear();
  for (const ChartReference& reference : chart.references) {
    html += fmt::format(R"(<span class="key dashes">{} {}</span> )", Escape(reference.text),
                        FormatNumber(reference.y, chart.format));
  }
  return html.empty() ? "" : "<p class=\"legend\">" + html + "</p>";
}

}  // namespace

std::string DrawChart(const Chart& chart) {
  const auto has_points = [](const ChartSeries& series) { return !series.points.empty(); };
  if (std::none_of(chart.series.begin(), chart.series.end(), has_points)) return "";
  const std::string note = chart.note.empty() ? "" : fmt::format(R"(<p class="note">{}</p>)", Escape(chart.note));
  return fmt::format(R"(<figure><figcaption>{}</figcaption>{}{}{}<output></output></figure>)"
                     "\n",
                     Escape(chart.title), note, ChartDrawing(chart).Draw(), Legend(chart));
}

std::vector<ChartPoint> Thin(const std::vector<ChartPoint>& points, std::size_t limit) {
  if (points.size() <= limit) return points;
  const std::size_t buckets = std::max<std::size_t>(1, limit / 2);
  std::vector<ChartPoint> kept = {points.front()};
  const auto keep = [&](std::size_t i) {
    if (points[i].x > kept.back().x) kept.push_back(points[i]);
  };
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    const auto begin = points.begin() + static_cast<std::ptrdiff_t>(points.size() * bucket / buckets);
    const auto end = points.begin() + static_cast<std::ptrdiff_t>(points.size() * (bucket + 1) / buckets);
    const auto [low, high] =
        std::minmax_element(begin, end, [](const ChartPoint& a, const ChartPoint& b) { return a.y < b.y; });
    keep(static_cast<std::size_t>(std::min(low, high) - points.begin()));
    keep(static_cast<std::size_t>(std::max(low, high) - points.begin()));
  }
  keep(points.size() - 1);
  return kept;
}

}  // namespace linkbert::report
