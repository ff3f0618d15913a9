#include "core/metrics/regression_metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace linkbert {
namespace {

using Numbers = std::vector<double>;

TEST(RegressionMetrics, EqualValuesShareTheirRanks) {
  EXPECT_EQ(AverageRanks(Numbers{3, 1, 3, 2}), (Numbers{3.5, 1, 3.5, 2}));
}

TEST(RegressionMetrics, CorrelationsByHand) {
  const Numbers gold = {1, 2, 3}, predicted = {1, 4, 5};
  EXPECT_DOUBLE_EQ(*PearsonCorrelation(gold, predicted).value, 4 / std::sqrt(2 * (78.0 / 9)));
  EXPECT_DOUBLE_EQ(*SpearmanCorrelation(gold, predicted).value, 1);
  EXPECT_DOUBLE_EQ(*MeanSquaredError(gold, predicted).value, 8.0 / 3);
}

TEST(RegressionMetrics, SmallAndLargeNumbersCorrelateAlike) {
  const Numbers gold = {1, 2, 4}, tiny = {1e-200, 3e-200, 2e-200}, huge = {1e150, 3e150, 2e150};
  EXPECT_NEAR(*PearsonCorrelation(gold, tiny).value, *PearsonCorrelation(gold, huge).value, 1e-12);
}

TEST(RegressionMetrics, ConstantsHaveNoCorrelationAndSayWhichSide) {
  const Figure gold = PearsonCorrelation(Numbers{2, 2}, Numbers{1, 2});
  EXPECT_FALSE(gold.value);
  EXPECT_NE(gold.remark.find("all examples"), std::string::npos);
  EXPECT_NE(SpearmanCorrelation(Numbers{1, 2}, Numbers{2, 2}).remark.find("all predictions"), std::string::npos);
  EXPECT_FALSE(SpearmanCorrelation(Numbers{1}, Numbers{1}).value);
}

}  // namespace
}  // namespace linkbert
