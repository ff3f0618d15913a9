#include "core/metrics/estimate.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"

namespace linkbert {
namespace {

// For each score, the share of `others` (ascending) below it; equal ones count half.
std::vector<double> SharesBelow(std::span<const double> scores, const std::vector<double>& others) {
  std::vector<double> shares;
  shares.reserve(scores.size());
  for (const double score : scores) {
    const auto below = std::lower_bound(others.begin(), others.end(), score) - others.begin();
    const auto not_above = std::upper_bound(others.begin(), others.end(), score) - others.begin();
    shares.push_back(static_cast<double>(below + not_above) / (2.0 * static_cast<double>(others.size())));
  }
  return shares;
}

std::vector<double> Sorted(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace

nlohmann::ordered_json ToJson(const Estimate& estimate) {
  return {{"value", estimate.value}, {"standard_error", estimate.standard_error}};
}

Estimate Mean(std::span<const double> values) {
  Estimate mean{.count = values.size()};
  if (values.empty()) return mean;
  const auto n = static_cast<double>(values.size());
  for (const double value : values) mean.value += value / n;
  if (values.size() < 2) return mean;
  double squares = 0;
  for (const double value : values) squares += (value - mean.value) * (value - mean.value);
  mean.standard_error = std::sqrt(squares / (n - 1) / n);
  return mean;
}

Estimate PairedAuc(std::span<const double> positives, std::span<const double> negatives) {
  LB_CHECK(positives.size() == negatives.size(), "{} positives, {} negatives", positives.size(), negatives.size());
  const std::vector<double> won = SharesBelow(positives, Sorted(negatives));
  const std::vector<double> lost = SharesBelow(negatives, Sorted(positives));
  std::vector<double> components;  // of one anchor: what its positive wins plus what its negative does not
  for (std::size_t i = 0; i < won.size(); ++i) components.push_back(won[i] + (1 - lost[i]));
  Estimate auc = Mean(components);
  auc.value /= 2;  // each half of the sum has the AUC as its mean
  return auc;
}

}  // namespace linkbert
