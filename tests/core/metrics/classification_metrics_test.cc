#include "core/metrics/classification_metrics.h"

#include <gtest/gtest.h>

#include <vector>

namespace linkbert {
namespace {

ClassificationMetrics Score(const std::vector<std::int64_t>& gold, const std::vector<std::int64_t>& predicted) {
  return ScoreClassification(gold, predicted);
}

// By hand: F1 of the classes is 2/4, 4/5 and 4/5.
TEST(ClassificationMetrics, AccuracyAndMacroF1) {
  const ClassificationMetrics metrics = Score({0, 0, 1, 1, 2, 2, 2}, {0, 1, 1, 1, 2, 0, 2});
  EXPECT_DOUBLE_EQ(metrics.accuracy, 5.0 / 7);
  EXPECT_DOUBLE_EQ(metrics.macro_f1, (0.5 + 0.8 + 0.8) / 3);
}

// As scikit-learn: class 3 is predicted and never right, so its F1 is 0; classes 1 and 2 do not occur at all.
TEST(ClassificationMetrics, ClassesThatDoNotOccurAreLeftOut) {
  const ClassificationMetrics metrics = Score({0, 0}, {0, 3});
  EXPECT_DOUBLE_EQ(metrics.accuracy, 0.5);
  EXPECT_DOUBLE_EQ(metrics.macro_f1, (2.0 / 3 + 0) / 2);
}

}  // namespace
}  // namespace linkbert
