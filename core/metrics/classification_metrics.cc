#include "core/metrics/classification_metrics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/error.h"

namespace linkbert {

ClassificationMetrics ScoreClassification(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted) {
  LB_CHECK(gold.size() == predicted.size() && !gold.empty(), "{} classes, {} predictions", gold.size(),
           predicted.size());
  struct Counts {
    std::int64_t gold = 0, predicted = 0, correct = 0;
  };
  std::map<std::int64_t, Counts> classes;
  std::int64_t correct = 0;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    ++classes[gold[i]].gold;
    ++classes[predicted[i]].predicted;
    if (gold[i] != predicted[i]) continue;
    ++classes[gold[i]].correct;
    ++correct;
  }
  double f1_sum = 0;
  for (const auto& [number, c] : classes) {
    f1_sum += 2 * static_cast<double>(c.correct) / static_cast<double>(c.gold + c.predicted);
  }
  return {.accuracy = static_cast<double>(correct) / static_cast<double>(gold.size()),
          .macro_f1 = f1_sum / static_cast<double>(classes.size())};
}

std::vector<std::int64_t> BestClasses(std::span<const float> logits, std::size_t width) {
  std::vector<std::int64_t> best;
  for (; !logits.empty(); logits = logits.subspan(width))
    best.push_back(std::ranges::max_element(logits.first(width)) - logits.begin());
  return best;
}

double MeanCrossEntropy(std::span<const float> logits, std::span<const std::int64_t> labels) {
  const std::size_t width = logits.size() / labels.size();
  double mean = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::span<const float> row = logits.subspan(i * width, width);
    const double largest = *std::ranges::max_element(row);
    double sum = 0;
    for (const float logit : row) sum += std::exp(static_cast<double>(logit) - largest);
    const double loss = largest + std::log(sum) - static_cast<double>(row[static_cast<std::size_t>(labels[i])]);
    mean += loss / static_cast<double>(labels.size());
  }
  return mean;
}

MatchCounts CountWithoutClass(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted,
                              std::int64_t negative) {
  LB_CHECK(gold.size() == predicted.size(), "{} classes, {} predictions", gold.size(), predicted.size());
  MatchCounts counts;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    if (gold[i] != negative) ++counts.gold;
    if (predicted[i] == negative) continue;
    ++counts.predicted;
    if (gold[i] == predicted[i]) ++counts.correct;
  }
  return counts;
}

MatchCounts CountClass(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted,
                       std::int64_t positive) {
  LB_CHECK(gold.size() == predicted.size(), "{} classes, {} predictions", gold.size(), predicted.size());
  MatchCounts counts;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    if (gold[i] == positive) ++counts.gold;
    if (predicted[i] == positive) ++counts.predicted;
    if (gold[i] == positive && predicted[i] == positive) ++counts.correct;
  }
  return counts;
}

// Gorodkin 2004, "Comparing two K-category assignments by a K-category correlation coefficient".
Figure MatthewsCorrelation(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted) {
  LB_CHECK(gold.size() == predicted.size() && !gold.empty(), "{} classes, {} predictions", gold.size(),
           predicted.size());
  std::map<std::int64_t, std::pair<double, double>> classes;  // how often as gold, as prediction
  double correct = 0, gold_squares = 0, predicted_squares = 0, products = 0;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    ++classes[gold[i]].first;
    ++classes[predicted[i]].second;
    correct += gold[i] == predicted[i] ? 1 : 0;
  }
  for (const auto& [number, counts] : classes) {
    gold_squares += counts.first * counts.first;
    predicted_squares += counts.second * counts.second;
    products += counts.first * counts.second;
  }
  const auto n = static_cast<double>(gold.size());
  const double gold_spread = n * n - gold_squares, predicted_spread = n * n - predicted_squares;
  constexpr char kName[] = "matthews";
  if (gold_spread == 0) return {kName, 0.0, "the examples are of one class only: 0/0, taken as 0"};
  if (predicted_spread == 0) return {kName, 0.0, "one class only was predicted: 0/0, taken as 0"};
  return {kName, (correct * n - products) / std::sqrt(gold_spread * predicted_spread)};
}

}  // namespace linkbert
