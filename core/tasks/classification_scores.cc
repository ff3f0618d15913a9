#include "core/tasks/classification_scores.h"

#include <algorithm>
#include <cmath>

#include "core/metrics/classification_metrics.h"
#include "core/metrics/multi_label_metrics.h"
#include "core/metrics/regression_metrics.h"

namespace linkbert {
namespace {

Figure Named(std::string name, Figure figure) {
  figure.name = std::move(name);
  return figure;
}

Figure Named(std::string name, const PrecisionRecallF1& scores) { return {std::move(name), scores.f1, scores.remark}; }

// No value where either has none.
Figure MeanOfTwo(std::string name, const Figure& a, const Figure& b) {
  if (!a.value || !b.value) return {std::move(name), std::nullopt, a.value ? b.remark : a.remark};
  return {std::move(name), (*a.value + *b.value) / 2, a.remark.empty() ? b.remark : a.remark};
}

std::vector<std::vector<bool>> RowsOf(std::span<const float> values, std::size_t width, float above) {
  std::vector<std::vector<bool>> rows;
  for (; !values.empty(); values = values.subspan(width)) {
    std::vector<bool>& row = rows.emplace_back();
    for (const float value : values.first(width)) row.push_back(value > above);
  }
  return rows;
}

// What the metric asks for beside accuracy and macro F1.
void AddAsked(const std::string& metric, std::span<const std::int64_t> labels, std::span<const std::int64_t> predicted,
              double accuracy, Figures& figures) {
  if (metric == "PRF1") {
    const PrecisionRecallF1 scores = ScoreCounts(CountWithoutClass(labels, predicted, 0));
    figures.Add(Named("PRF1", scores));
    figures.Add("precision", scores.precision);
    figures.Add("recall", scores.recall);
  } else if (metric == "matthews") {
    figures.Add(Named("matthews", MatthewsCorrelation(labels, predicted)));
  } else if (metric == "f1" || metric == "accuracy_f1") {
    const Figure f1 = Named("f1", ScoreCounts(CountClass(labels, predicted, 1)));
    if (metric == "accuracy_f1") figures.Add(MeanOfTwo("accuracy_f1", {"accuracy", accuracy}, f1));
    figures.Add(f1);
  }
}

}  // namespace

double CrossEntropyOf(std::span<const float> logits, std::int64_t label) {
  const double largest = *std::ranges::max_element(logits);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - largest);
  return largest + std::log(sum) - static_cast<double>(logits[static_cast<std::size_t>(label)]);
}

std::vector<std::string> ClassMetrics() { return {"accuracy", "macro_f1", "PRF1", "matthews", "f1", "accuracy_f1"}; }
std::vector<std::string> NumberMetrics() { return {"pearsonr", "spearmanr", "pearson_spearman", "mse"}; }
std::vector<std::string> LabelListMetrics() { return {"micro_f1", "hoc"}; }

Figures ScoreClasses(std::span<const float> outputs, std::span<const std::int64_t> labels, const std::string& metric) {
  const std::size_t width = outputs.size() / labels.size();
  std::vector<std::int64_t> predicted;
  double loss = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::span<const float> row = outputs.subspan(i * width, width);
    predicted.push_back(std::ranges::max_element(row) - row.begin());  // the lowest of equals
    loss += CrossEntropyOf(row, labels[i]) / static_cast<double>(labels.size());
  }
  const ClassificationMetrics metrics = ScoreClassification(labels, predicted);
  Figures figures;
  AddAsked(metric, labels, predicted, metrics.accuracy, figures);
  figures.Add("accuracy", metrics.accuracy);
  figures.Add("macro_f1", metrics.macro_f1);
  figures.Add("loss", loss);
  return figures;
}

Figures ScoreNumbers(std::span<const float> outputs, std::span<const float> numbers, const std::string& metric) {
  const std::vector<double> gold(numbers.begin(), numbers.end()), predicted(outputs.begin(), outputs.end());
  const Figure pearson = Named("pearsonr", PearsonCorrelation(gold, predicted));
  const Figure spearman = SpearmanCorrelation(gold, predicted);
  Figures figures;
  if (metric == "pearson_spearman") figures.Add(MeanOfTwo("pearson_spearman", pearson, spearman));
  figures.Add(pearson);
  figures.Add(spearman);
  figures.Add(MeanSquaredError(gold, predicted));
  return figures;
}

Figures ScoreLabelLists(std::span<const float> outputs, std::span<const float> labels, std::span<const std::string> ids,
                        const std::string& metric) {
  const std::size_t width = outputs.size() / ids.size();
  const auto gold = RowsOf(labels, width, 0.5F), predicted = RowsOf(outputs, width, 0);
  const PrecisionRecallF1 scores =
      ScoreCounts(metric == "hoc" ? CountByDocument(ids, gold, predicted) : CountLabels(gold, predicted));
  Figures figures;
  figures.Add(Named(metric == "hoc" ? "hoc" : "micro_f1", scores));
  figures.Add("precision", scores.precision);
  figures.Add("recall", scores.recall);
  return figures;
}

}  // namespace linkbert
