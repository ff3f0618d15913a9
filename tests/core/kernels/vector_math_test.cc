#include "core/kernels/vector_math.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace linkbert {
namespace {

// Largest error of `actual` over a fine grid of [-limit, limit]; error(x) compares one point.
template <typename Error>
double WorstOn(double limit, const Error& error) {
  double worst = 0.0;
  for (int i = -200000; i <= 200000; ++i) worst = std::max(worst, error(static_cast<float>(limit * i / 200000.0)));
  return worst;
}

TEST(VectorMath, ExpIsAccurateToTwoUnitsInTheLastPlace) {
  const auto relative = [](float x) {
    const double wanted = std::exp(static_cast<double>(x));
    return std::fabs(static_cast<double>(Exp(x)) - wanted) / wanted;
  };
  EXPECT_LT(WorstOn(86.9, relative), 2e-7);
  EXPECT_LT(WorstOn(1e-3, relative), 2e-7);
}

TEST(VectorMath, ExpIsClampedWhereSinglePrecisionEnds) {
  EXPECT_EQ(Exp(-1e30F), Exp(-87.0F));
  EXPECT_LT(Exp(-1e30F), 1.7e-38F);
  EXPECT_EQ(Exp(1e30F), Exp(88.0F));
  EXPECT_EQ(Exp(0.0F), 1.0F);
}

TEST(VectorMath, ErfIsAccurateRelativeToItsResult) {
  const auto relative = [](float x) {
    const double wanted = std::erf(static_cast<double>(x));
    return x == 0.0F ? 0.0 : std::fabs((static_cast<double>(Erf(x)) - wanted) / wanted);
  };
  EXPECT_LT(WorstOn(6, relative), 4e-7);
  EXPECT_LT(WorstOn(1e-3, relative), 4e-7);
  EXPECT_EQ(Erf(0.0F), 0.0F);
}

TEST(VectorMath, TanhIsAccurateToSinglePrecision) {
  const auto error = [](float x) {
    return std::fabs(static_cast<double>(Tanh(x)) - std::tanh(static_cast<double>(x)));
  };
  EXPECT_LT(WorstOn(12, error), 3e-7);
  EXPECT_EQ(Tanh(-100.0F), -1.0F);
}

}  // namespace
}  // namespace linkbert
