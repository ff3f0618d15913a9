// Estimates with their standard errors: means, and the area under the ROC curve of paired scores.
//
// Pure functions. A standard error of 0 comes with fewer than two observations.
#pragma once
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <span>

namespace linkbert {

struct Estimate {
  double value = 0;
  double standard_error = 0;
  std::size_t count = 0;  // independent observations
};

// {"value", "standard_error"}
nlohmann::ordered_json ToJson(const Estimate& estimate);

// Standard error: of the mean, from the values' own variance.
Estimate Mean(std::span<const double> values);

// The probability that a positive scores higher than a negative (ties count half), over all pairs of them; 0.5 is
// guessing. positives[i] and negatives[i] come from the same anchor, so the error is that of n independent anchors
// (structural components of DeLong, DeLong and Clarke-Pearson, Biometrics 1988, clustered by anchor). O(n log n).
// Requires: equal sizes.
Estimate PairedAuc(std::span<const double> positives, std::span<const double> negatives);

}  // namespace linkbert
