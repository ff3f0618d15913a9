#include "core/metrics/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/philox.h"

namespace linkbert {
namespace {

// Between the two neighbours of the place, as numpy's percentile. Requires: ascending, not empty.
double Quantile(const std::vector<double>& ascending, double share) {
  const double place = share * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  return ascending[below] + (place - static_cast<double>(below)) * (ascending[above] - ascending[below]);
}

}  // namespace

std::optional<BootstrapError> Bootstrap(
    std::size_t units, const std::function<std::optional<double>(std::span<const std::size_t>)>& metric,
    const BootstrapOptions& options) {
  LB_CHECK(units > 0);
  std::vector<double> values;
  std::vector<std::size_t> drawn(units);
  for (std::size_t replicate = 0; replicate < options.replicates; ++replicate) {
    const RandomSequence random(options.seed, RandomStream::kBootstrap, replicate);
    for (std::size_t i = 0; i < units; ++i)
      drawn[i] = static_cast<std::size_t>(random.Below(static_cast<std::uint32_t>(i), units));
    if (const std::optional<double> value = metric(drawn)) values.push_back(*value);
  }
  if (values.size() < 2) return std::nullopt;
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  return BootstrapError{.standard_error = Mean(values).standard_error * std::sqrt(n),
                        .low = Quantile(values, 0.025),
                        .high = Quantile(values, 0.975),
                        .replicates = values.size()};
}

Estimate PairedDifference(std::span<const double> ours, std::span<const double> theirs) {
  LB_CHECK(ours.size() == theirs.size(), "{} and {} seeds", ours.size(), theirs.size());
  std::vector<double> differences;
  for (std::size_t i = 0; i < ours.size(); ++i) differences.push_back(ours[i] - theirs[i]);
  return Mean(differences);
}

}  // namespace linkbert
