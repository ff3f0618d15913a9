// The curves of all runs together: training as lines, held-out evaluations as points with their standard errors.
#include <fmt/core.h>

#include <cmath>

#include "core/report/sections.h"
#include "core/report/svg_chart.h"

namespace linkbert::report {
namespace {

class CurveBuilder {
 public:
  explicit CurveBuilder(const ReportData& data) : data_(data) {}

  Chart New(const char* title, const char* note, NumberFormat format = NumberFormat::kPlain) const {
    return {.title = title, .note = note, .format = format, .series = {}, .marks = Marks(), .references = {}};
  }

  // What every interval of training says of `key`.
  void AddTraining(Chart& chart, const char* key) const {
    for (std::size_t i = 0; i < data_.runs.size(); ++i) {
      ChartSeries series = {
          .name = Name(i, ""), .color = static_cast<int>(i), .style = SeriesStyle::kLine, .points = {}};
      for (const Json& interval : data_.runs[i].intervals) {
        const auto x = NumberAt(interval, "step"), y = NumberAt(interval, key);
        if (x && y) series.points.push_back({*x, *y});
      }
      chart.series.push_back(std::move(series));
    }
  }

  // What every evaluation says of `path`: a number or {"value", "standard_error"}. color: -1: the run's.
  void AddEvaluations(Chart& chart, const std::string& path, const char* what, int color = -1) const {
    const bool in_legend = data_.runs.size() == 1 || chart.series.empty();
    for (std::size_t i = 0; i < data_.runs.size(); ++i) {
      ChartSeries series = {.name = Name(i, what),
                            .color = color < 0 ? static_cast<int>(i) : color,
                            .style = SeriesStyle::kPoints,
                            .points = {},
                            .in_legend = in_legend};
      for (const Evaluation& evaluation : data_.runs[i].evaluations) {
        const auto y = ValueAt(evaluation.values, path);
        const double error = NumberAt(evaluation.values, path + "/standard_error").value_or(0);
        if (y) series.points.push_back({static_cast<double>(evaluation.step), *y, error});
      }
      chart.series.push_back(std::move(series));
    }
  }

  // One line a distinct value that the runs' last evaluations have at `path`.
  void AddReferences(Chart& chart, const std::string& path, const char* text) const {
    for (std::size_t i = 0; i < data_.runs.size(); ++i) {
      if (data_.runs[i].evaluations.empty()) continue;
      const auto y = ValueAt(data_.runs[i].evaluations.back().values, path);
      if (!y) continue;
      bool known = false;
      for (const ChartReference& other : chart.references) known = known || std::abs(other.y - *y) < 5e-4;
      if (!known) chart.references.push_back({*y, text});
    }
  }

 private:
  std::string Name(std::size_t run, const std::string& what) const {
    if (data_.runs.size() == 1) return what.empty() ? "training" : what;
    return what.empty() ? data_.runs[run].name : data_.runs[run].name + ", " + what;
  }

  std::vector<ChartMark> Marks() const {
    std::vector<ChartMark> marks;
    for (std::size_t i = 0; i < data_.runs.size(); ++i) {
      const Run& run = data_.runs[i];
      const int color = static_cast<int>(i);
      const double last = run.intervals.empty() ? 0 : NumberAt(run.intervals.back(), "step").value_or(0);
      for (const Start& start : run.starts) {
        if (start.killed_after) {
          const std::string text = fmt::format("{}: killed after step {}", run.name, *start.killed_after);
          marks.push_back({static_cast<double>(*start.killed_after), color, true, text});
        }
        const auto step = static_cast<double>(start.first_step);
        if (step <= 0 || step >= last) continue;
        marks.push_back({step, color, false, fmt::format("{}: resumed from step {}", run.name, start.first_step)});
      }
    }
    return marks;
  }

  const ReportData& data_;
};

Chart Auc(const CurveBuilder& curves, bool alone) {
  Chart chart = curves.New("Linked or random partner (AUC)", "Held-out pairs; 0.5 is guessing.");
  if (alone) {
    curves.AddEvaluations(chart, "auc_seen_targets", "target seen in training", 1);
    curves.AddEvaluations(chart, "auc_unseen_targets", "target unseen", 2);
  }
  curves.AddEvaluations(chart, "auc", alone ? "all pairs" : "", alone ? 0 : -1);
  chart.references.push_back({0.5, "guessing"});
  curves.AddReferences(chart, "auc_tfidf", "TF-IDF");
  return chart;
}

Chart DrpAccuracy(const CurveBuilder& curves) {
  Chart chart = curves.New("Relation of a pair, accuracy", "Contiguous, random or linked.", NumberFormat::kPercent);
  curves.AddTraining(chart, "drp_accuracy");
  curves.AddEvaluations(chart, "drp_accuracy", "held out");
  chart.references.push_back({1.0 / 3, "guessing"});
  return chart;
}

Chart MlmAccuracy(const CurveBuilder& curves) {
  Chart chart = curves.New("Masked words, accuracy", "Share of masked tokens named right.", NumberFormat::kPercent);
  curves.AddTraining(chart, "mlm_accuracy");
  curves.AddEvaluations(chart, "mlm_accuracy", "held out");
  return chart;
}

Chart MlmLoss(const CurveBuilder& curves) {
  Chart chart = curves.New("Masked words, loss", "Nats a masked token.");
  curves.AddTraining(chart, "mlm_loss");
  curves.AddEvaluations(chart, "mlm_loss", "held out");
  curves.AddReferences(chart, "unigram_entropy", "unigram entropy");
  return chart;
}

bool FineTuningOnly(const ReportData& data) { return !data.runs.empty() && data.runs.front().fine_tuning; }

std::string Explanation(const ReportData& data) {
  bool resumed = false;
  for (const Run& run : data.runs) resumed = resumed || run.starts.size() > 1;
  return fmt::format("<p class=\"note\">Lines: training, as logged. Dots: held out; bars are one standard error.{}</p>",
                     resumed ? " ✕ the run was killed here, ↻ it went on from here." : "");
}

}  // namespace

std::string Curves(const ReportData& data) {
  const CurveBuilder curves(data);
  std::string html = DrawChart(Auc(curves, data.runs.size() == 1)) + DrawChart(DrpAccuracy(curves));
  const auto training = [&](Chart chart, const char* key) {
    curves.AddTraining(chart, key);
    return DrawChart(chart);
  };
  html += training(curves.New("Relation of a pair, loss", "Nats a pair."), "drp_loss");
  html += DrawChart(MlmLoss(curves)) + DrawChart(MlmAccuracy(curves));
  if (FineTuningOnly(data)) {
    html += training(curves.New("Loss", "Nats an example."), "loss");
    html += training(curves.New("Accuracy", "Of the training examples.", NumberFormat::kPercent), "accuracy");
  }
  html += training(curves.New("Learning rate", "Of the last step of each interval."), "learning_rate");
  Chart norm = curves.New("Gradient norm", "Before clipping.");
  norm.may_be_log = true;
  html += training(norm, "gradient_norm");
  Chart speed = curves.New("Speed", "Real tokens a second, all ranks.");
  speed.from_zero = true;
  html += training(speed, "tokens_per_s");
  Chart wait = curves.New("Waiting for batches", "Share of the time; 0 is best.", NumberFormat::kPercent);
  wait.from_zero = true;
  html += training(wait, "loader_wait");
  if (html.empty()) return "";
  return Section("Curves", Explanation(data) + "<div class=\"charts\">\n" + html + "</div>");
}

}  // namespace linkbert::report
