#include "core/report/axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace linkbert::report {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

MATCHER(Near, "") { return std::abs(std::get<0>(arg) - std::get<1>(arg)) < 1e-9; }

TEST(Axis, RoundAxesAreWidenedToTheTicks) {
  const Axis axis = RoundAxis(5.31, 7.28, 4);
  EXPECT_THAT(axis.ticks, Pointwise(Near(), {5.0, 5.5, 6.0, 6.5, 7.0, 7.5}));
  EXPECT_NEAR(axis.low, 5, 1e-9);
  EXPECT_NEAR(axis.high, 7.5, 1e-9);
  EXPECT_NEAR(axis.Place(6.25), 0.5, 1e-9);
}

TEST(Axis, ExactAxesEndWhereTheDataEnd) {
  const Axis axis = ExactAxis(0, 285, 5);
  EXPECT_EQ(axis.high, 285);
  EXPECT_THAT(axis.ticks, Pointwise(Near(), {0.0, 100.0, 200.0}));
}

TEST(Axis, EqualEndsStillMakeAnAxis) {
  for (const Axis& axis : {RoundAxis(3, 3, 4), RoundAxis(0, 0, 4), ExactAxis(0, 0, 5), LogAxis(2, 2), LogAxis(1, 1)}) {
    EXPECT_LT(axis.low, axis.high);
    EXPECT_TRUE(std::isfinite(axis.Place(axis.high)));
    EXPECT_GE(axis.ticks.size(), 2u);
  }
}

TEST(Axis, NegativeAndPositiveValuesShareATickAtZero) {
  EXPECT_THAT(RoundAxis(-0.9, 1.2, 3).ticks, ElementsAre(-1, DoubleNear(0, 1e-12), 1, 2));
}

TEST(Axis, LogarithmicAxesHoldTheirValuesAndPlaceDecadesEvenly) {
  const Axis axis = LogAxis(0.03, 40);
  EXPECT_LE(axis.low, 0.03);
  EXPECT_GE(axis.high, 40);
  EXPECT_THAT(axis.ticks, Pointwise(Near(), {0.1, 1.0, 10.0}));
  EXPECT_NEAR(axis.Place(10) - axis.Place(1), axis.Place(1) - axis.Place(0.1), 1e-9);
}

}  // namespace
}  // namespace linkbert::report
