#include "core/metrics/regression_metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"

namespace linkbert {
namespace {

void CheckSizes(std::span<const double> gold, std::span<const double> predicted) {
  LB_CHECK(gold.size() == predicted.size(), "{} numbers, {} predictions", gold.size(), predicted.size());
}

bool IsConstant(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); });
}

// The values minus their mean, divided by their length: of unit length.
std::vector<double> Centred(std::span<const double> values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  std::vector<double> centred;
  double largest = 0;  // scaled by it first, so that the squares of very small numbers do not vanish
  for (const double value : values) {
    centred.push_back(value - mean);
    largest = std::max(largest, std::abs(centred.back()));
  }
  double squares = 0;
  for (double& value : centred) {
    value /= largest;
    squares += value * value;
  }
  for (double& value : centred) value /= std::sqrt(squares);
  return centred;
}

Figure Correlation(const char* name, std::span<const double> gold, std::span<const double> predicted) {
  CheckSizes(gold, predicted);
  if (gold.size() < 2) return {name, std::nullopt, "undefined with fewer than two examples"};
  if (IsConstant(gold)) return {name, std::nullopt, "undefined: all examples have the same number"};
  if (IsConstant(predicted)) return {name, std::nullopt, "undefined: all predictions are the same number"};
  const std::vector<double> a = Centred(gold), b = Centred(predicted);
  return {name, std::clamp(std::inner_product(a.begin(), a.end(), b.begin(), 0.0), -1.0, 1.0)};
}

}  // namespace

Figure MeanSquaredError(std::span<const double> gold, std::span<const double> predicted) {
  CheckSizes(gold, predicted);
  LB_CHECK(!gold.empty());
  double sum = 0;
  for (std::size_t i = 0; i < gold.size(); ++i) sum += (gold[i] - predicted[i]) * (gold[i] - predicted[i]);
  return {"mse", sum / static_cast<double>(gold.size())};
}

Figure PearsonCorrelation(std::span<const double> gold, std::span<const double> predicted) {
  return Correlation("pearsonr", gold, predicted);
}

Figure SpearmanCorrelation(std::span<const double> gold, std::span<const double> predicted) {
  return Correlation("spearmanr", AverageRanks(gold), AverageRanks(predicted));
}

std::vector<double> AverageRanks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = static_cast<double>(begin + end + 1) / 2;  // ranks begin + 1 to end
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = rank;
  }
  return ranks;
}

}  // namespace linkbert
