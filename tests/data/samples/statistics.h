// Chi-square tests for sampled counts. The bound is that of one false alarm in 10^6; seeds are fixed, so a test that
// passes once passes always.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <map>

namespace linkbert::test {

// The value that chi-square with so many degrees of freedom exceeds once in 10^6 (Wilson and Hilferty's approximation).
inline double ChiSquareBound(double degrees) {
  const double z = 4.75;
  const double ninth = 2.0 / (9.0 * degrees);
  return degrees * std::pow(1.0 - ninth + z * std::sqrt(ninth), 3);
}

// seen: counts by key; wanted: probabilities by key, summing to 1. Cells that expect less than 5 are pooled.
template <typename Key>
void ExpectDistribution(const std::map<Key, std::int64_t>& seen, const std::map<Key, double>& wanted) {
  double total = 0;
  for (const auto& [key, count] : seen) {
    ASSERT_TRUE(wanted.contains(key)) << "drawn, but impossible: " << key;
    total += static_cast<double>(count);
  }
  double chi_square = 0, pooled_seen = 0, pooled_wanted = 0;
  int cells = 0;
  for (const auto& [key, probability] : wanted) {
    const double count = seen.contains(key) ? static_cast<double>(seen.at(key)) : 0;
    const double expected = probability * total;
    if (expected < 5) {
      pooled_seen += count;
      pooled_wanted += expected;
      continue;
    }
    chi_square += (count - expected) * (count - expected) / expected;
    ++cells;
  }
  if (pooled_wanted >= 5) {
    chi_square += (pooled_seen - pooled_wanted) * (pooled_seen - pooled_wanted) / pooled_wanted;
    ++cells;
  }
  ASSERT_GT(cells, 1);
  EXPECT_LT(chi_square, ChiSquareBound(cells - 1)) << cells << " cells, " << total << " draws";
}

}  // namespace linkbert::test
