#include "core/metrics/estimate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/philox.h"

namespace linkbert {
namespace {

// Straight from the definition.
double SlowAuc(const std::vector<double>& positives, const std::vector<double>& negatives) {
  double won = 0;
  for (const double p : positives) {
    for (const double n : negatives) won += p > n ? 1 : p == n ? 0.5 : 0;
  }
  return won / static_cast<double>(positives.size() * negatives.size());
}

struct Scores {
  std::vector<double> positives, negatives;
};

// Uniform scores of few distinct values, so that there are ties; positives are shifted up.
Scores Draw(std::uint64_t seed, std::size_t count, double shift) {
  Scores scores;
  for (std::size_t i = 0; i < count; ++i) {
    const RandomSequence draws(seed, RandomStream::kPartner, i);
    scores.positives.push_back(std::floor(20 * draws.Uniform(0)) / 20 + shift);
    scores.negatives.push_back(std::floor(20 * draws.Uniform(1)) / 20);
  }
  return scores;
}

TEST(Estimate, MeanHasTheErrorOfTheMean) {
  const std::vector<double> values = {1, 2, 3, 4};
  const Estimate mean = Mean(values);
  EXPECT_DOUBLE_EQ(mean.value, 2.5);
  EXPECT_DOUBLE_EQ(mean.standard_error, std::sqrt(5.0 / 3 / 4));
  EXPECT_EQ(Mean(std::vector<double>{}).count, 0U);
}

TEST(Estimate, AucIsThatOfTheDefinition) {
  const Scores scores = Draw(1, 57, 0.1);
  EXPECT_NEAR(PairedAuc(scores.positives, scores.negatives).value, SlowAuc(scores.positives, scores.negatives), 1e-12);
  EXPECT_DOUBLE_EQ(PairedAuc(std::vector<double>{3, 4}, std::vector<double>{1, 2}).value, 1.0);
  EXPECT_DOUBLE_EQ(PairedAuc(std::vector<double>{1, 1}, std::vector<double>{1, 1}).value, 0.5);
}

// The error is what the AUC varies by from one set of anchors to another.
TEST(Estimate, AucErrorIsItsSpreadOverRepetitions) {
  std::vector<double> values;
  double claimed = 0;
  constexpr int kRepetitions = 400;
  for (int seed = 0; seed < kRepetitions; ++seed) {
    const Scores scores = Draw(static_cast<std::uint64_t>(seed), 100, 0.1);
    const Estimate auc = PairedAuc(scores.positives, scores.negatives);
    values.push_back(auc.value);
    claimed += auc.standard_error / kRepetitions;
  }
  const double spread = Mean(values).standard_error * std::sqrt(static_cast<double>(kRepetitions));
  EXPECT_NEAR(claimed / spread, 1, 0.1);  // 400 repetitions know a deviation to 3.5 %
}

}  // namespace
}  // namespace linkbert
