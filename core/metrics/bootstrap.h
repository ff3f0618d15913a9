// How much a figure would vary over other examples and other seeds: bootstrap, and comparisons of runs.
//
// Pure; safe from any thread. A draw is a function of (seed, replicate, place), so a figure's error is the same on
// every machine.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "core/metrics/estimate.h"

namespace linkbert {

struct BootstrapOptions {
  std::size_t replicates = 1000;
  std::uint64_t seed = 1;
};

struct BootstrapError {
  double standard_error = 0;   // standard deviation over the replicates
  double low = 0, high = 0;    // 2.5 % and 97.5 % of them (percentile interval)
  std::size_t replicates = 0;  // that gave a value
};

// Draws `units` of [0, units) with replacement for each replicate. metric: the figure over the units drawn, no value
// where it is undefined. No result where fewer than two replicates have a value.
std::optional<BootstrapError> Bootstrap(
    std::size_t units, const std::function<std::optional<double>(std::span<const std::size_t>)>& metric,
    const BootstrapOptions& options);

// The mean of ours[i] - theirs[i] with its standard error, i a seed both ran with: what seeds have in common cancels.
// Requires: equal sizes.
Estimate PairedDifference(std::span<const double> ours, std::span<const double> theirs);

}  // namespace linkbert
