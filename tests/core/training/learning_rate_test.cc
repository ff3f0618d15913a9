#include "core/training/learning_rate.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

TEST(LearningRate, WarmsUpToThePeakAndDecaysLinearly) {
  const ScheduleOptions options{.learning_rate = 1.0, .warmup_steps = 4};
  EXPECT_DOUBLE_EQ(LearningRate(options, 0, 12), 0.25);
  EXPECT_DOUBLE_EQ(LearningRate(options, 3, 12), 1.0);
  EXPECT_DOUBLE_EQ(LearningRate(options, 4, 12), 1.0);
  EXPECT_DOUBLE_EQ(LearningRate(options, 8, 12), 0.5);
  EXPECT_DOUBLE_EQ(LearningRate(options, 11, 12), 0.125);
  EXPECT_DOUBLE_EQ(LearningRate(options, 12, 12), 0.0);
}

// get_linear_schedule_with_warmup(optimizer, ceil(0.25 * 10), 10) of transformers.
TEST(LearningRate, WarmsUpAsHuggingFaceOnRequest) {
  const ScheduleOptions options{.learning_rate = 1.0, .warmup_ratio = 0.25, .warmup_from_zero = true};
  EXPECT_DOUBLE_EQ(LearningRate(options, 0, 10), 0.0);
  EXPECT_DOUBLE_EQ(LearningRate(options, 2, 10), 2.0 / 3);
  EXPECT_DOUBLE_EQ(LearningRate(options, 3, 10), 1.0);
  EXPECT_DOUBLE_EQ(LearningRate(options, 9, 10), 1.0 / 7);
}

TEST(LearningRate, KeepsTheFinalFraction) {
  const ScheduleOptions options{.name = "cosine", .learning_rate = 2.0, .final_fraction = 0.1};
  EXPECT_DOUBLE_EQ(LearningRate(options, 0, 10), 2.0);
  EXPECT_NEAR(LearningRate(options, 5, 10), 1.1, 1e-12);
  EXPECT_NEAR(LearningRate(options, 10, 10), 0.2, 1e-12);
}

TEST(LearningRate, ConstantStaysAtThePeakAfterWarmUp) {
  const ScheduleOptions options{.name = "constant", .learning_rate = 0.5, .warmup_steps = 2};
  EXPECT_DOUBLE_EQ(LearningRate(options, 0, 10), 0.25);
  EXPECT_DOUBLE_EQ(LearningRate(options, 9, 10), 0.5);
}

}  // namespace
}  // namespace linkbert
