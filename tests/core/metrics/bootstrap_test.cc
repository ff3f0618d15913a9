#include "core/metrics/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace linkbert {
namespace {

// The mean of 0 and 1, whose error is known.
std::optional<BootstrapError> ErrorOfMean(std::size_t ones, std::size_t all, const BootstrapOptions& options) {
  const auto mean = [&](std::span<const std::size_t> drawn) -> std::optional<double> {
    double sum = 0;
    for (const std::size_t i : drawn) sum += i < ones ? 1 : 0;
    return sum / static_cast<double>(drawn.size());
  };
  return Bootstrap(all, mean, options);
}

TEST(Bootstrap, IsTheErrorOfAMean) {
  const auto error = ErrorOfMean(60, 200, {.replicates = 4000});
  ASSERT_TRUE(error);
  const double exact = std::sqrt(0.3 * 0.7 / 200);
  EXPECT_NEAR(error->standard_error / exact, 1, 0.05);  // 4000 replicates know a deviation to 1.1 %
  EXPECT_NEAR(error->low, 0.3 - 1.96 * exact, 0.01);
  EXPECT_NEAR(error->high, 0.3 + 1.96 * exact, 0.01);
}

TEST(Bootstrap, IsAFunctionOfItsSeed) {
  const double one = ErrorOfMean(10, 30, {.seed = 1})->standard_error;
  EXPECT_EQ(one, ErrorOfMean(10, 30, {.seed = 1})->standard_error);
  EXPECT_NE(one, ErrorOfMean(10, 30, {.seed = 2})->standard_error);
}

TEST(Bootstrap, ReplicatesWithoutAValueAreLeftOut) {
  const auto never = [](std::span<const std::size_t>) -> std::optional<double> { return std::nullopt; };
  EXPECT_FALSE(Bootstrap(5, never, {}));
  const auto unless_first = [](std::span<const std::size_t> drawn) -> std::optional<double> {
    if (drawn.front() == 0) return std::nullopt;
    return static_cast<double>(drawn.front());
  };
  const auto some = Bootstrap(5, unless_first, {.replicates = 100});
  ASSERT_TRUE(some);
  EXPECT_LT(some->replicates, 100U);
  EXPECT_GE(some->low, 1);
}

TEST(PairedDifference, WhatSeedsHaveInCommonCancels) {
  const std::vector<double> ours = {71, 81, 91}, theirs = {70, 79, 90};
  const Estimate difference = PairedDifference(ours, theirs);
  EXPECT_DOUBLE_EQ(difference.value, 4.0 / 3);
  EXPECT_DOUBLE_EQ(difference.standard_error, 1.0 / 3);
}

}  // namespace
}  // namespace linkbert
