#include "core/metrics/task_figures.h"

#include <algorithm>

#include "base/error.h"
#include "core/metrics/classification_metrics.h"
#include "core/metrics/multi_label_metrics.h"
#include "core/metrics/regression_metrics.h"

namespace linkbert {
namespace {

constexpr const char* kClassMetrics[] = {"accuracy", "macro_f1", "PRF1", "matthews", "f1", "accuracy_f1"};
constexpr const char* kNumberMetrics[] = {"pearsonr", "spearmanr", "pearson_spearman", "mse"};
constexpr const char* kLabelListMetrics[] = {"micro_f1", "hoc"};
constexpr const char* kTagMetrics[] = {"seqeval_f1", "macro_f1", "accuracy"};

// No value where either has none.
Figure MeanOfTwo(const std::string& name, const Figure& a, const Figure& b) {
  std::string remark = a.remark.empty() ? b.remark : a.remark;
  if (!a.value || !b.value) return {name, std::nullopt, std::move(remark)};
  return {name, (*a.value + *b.value) / 2, std::move(remark)};
}

void AddPrecisionRecall(const std::string& name, const PrecisionRecallF1& scores, Figures& figures) {
  figures.Add({name, scores.f1, scores.F1Remark()});
  figures.Add({"precision", scores.precision, scores.precision_remark});
  figures.Add({"recall", scores.recall, scores.recall_remark});
}

// The named one first, the others in their order.
Figures WithFirst(const std::string& metric, const Figures& figures) {
  const Figure* first = figures.Find(metric);
  LB_CHECK(first != nullptr, "metric {}", metric);
  Figures sorted;
  sorted.Add(*first);
  for (const Figure& figure : figures.list()) {
    if (&figure != first) sorted.Add(figure);
  }
  return sorted;
}

}  // namespace

std::span<const char* const> ClassMetricNames() { return kClassMetrics; }
std::span<const char* const> NumberMetricNames() { return kNumberMetrics; }
std::span<const char* const> LabelListMetricNames() { return kLabelListMetrics; }
std::span<const char* const> TagMetricNames() { return kTagMetrics; }

Figures ClassFigures(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted,
                     const std::string& metric, ClassRoles roles) {
  const ClassificationMetrics common = ScoreClassification(gold, predicted);
  Figures figures;
  if (metric == "PRF1") {
    AddPrecisionRecall("PRF1", ScoreCounts(CountWithoutClass(gold, predicted, roles.negative)), figures);
  } else if (metric == "matthews") {
    figures.Add(MatthewsCorrelation(gold, predicted));
  } else if (metric == "f1" || metric == "accuracy_f1") {
    const PrecisionRecallF1 scores = ScoreCounts(CountClass(gold, predicted, roles.positive));
    const Figure f1 = {"f1", scores.f1, scores.F1Remark()};
    if (metric == "accuracy_f1") figures.Add(MeanOfTwo("accuracy_f1", {"accuracy", common.accuracy}, f1));
    figures.Add(f1);
  }
  figures.Add("accuracy", common.accuracy);
  figures.Add("macro_f1", common.macro_f1);
  return WithFirst(metric, figures);
}

Figures NumberFigures(std::span<const double> gold, std::span<const double> predicted, const std::string& metric) {
  const Figure pearson = PearsonCorrelation(gold, predicted), spearman = SpearmanCorrelation(gold, predicted);
  Figures figures;
  if (metric == "pearson_spearman") figures.Add(MeanOfTwo(metric, pearson, spearman));
  figures.Add(pearson);
  figures.Add(spearman);
  figures.Add(MeanSquaredError(gold, predicted));
  return WithFirst(metric, figures);
}

Figures LabelListFigures(std::span<const std::string> ids, const std::vector<std::vector<bool>>& gold,
                         const std::vector<std::vector<bool>>& predicted, const std::string& metric) {
  Figures figures;
  const bool by_document = metric == "hoc";
  AddPrecisionRecall(
      metric, ScoreCounts(by_document ? CountByDocument(ids, gold, predicted) : CountLabels(gold, predicted)), figures);
  return figures;
}

Figures TagFigures(const EntityMetrics& metrics, const std::string& metric) {
  Figures figures;
  for (Figure figure : MicroFigures(metrics).list()) {
    if (figure.name == "f1") figure.name = "seqeval_f1";
    figures.Add(std::move(figure));
  }
  figures.Add(MacroFigures(metrics));
  return WithFirst(metric, figures);
}

}  // namespace linkbert
