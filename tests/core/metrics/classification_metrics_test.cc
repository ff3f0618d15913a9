#include "core/metrics/classification_metrics.h"

#include <gtest/gtest.h>

#include <cmath>
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

using Classes = std::vector<std::int64_t>;

// Class 0 is no relation: of 3 predicted relations 1 is right, of 4 there are.
TEST(ClassificationMetrics, CountsWithoutTheNegativeClass) {
  const MatchCounts counts = CountWithoutClass(Classes{0, 1, 2, 2, 1}, Classes{1, 1, 0, 1, 0}, 0);
  EXPECT_EQ(counts.correct, 1);
  EXPECT_EQ(counts.predicted, 3);
  EXPECT_EQ(counts.gold, 4);
  EXPECT_DOUBLE_EQ(ScoreCounts(counts).f1, 2.0 / 7);
}

TEST(ClassificationMetrics, BestClassesAndCrossEntropyOfLogits) {
  const std::vector<float> logits = {1, 1, 0, 0, std::log(2.0F), 0};
  EXPECT_EQ(BestClasses(logits, 3), (Classes{0, 1}));
  const double first = std::log(2 * std::exp(1.0) + 1) - 1, second = std::log(4.0) - std::log(2.0);
  EXPECT_NEAR(MeanCrossEntropy(logits, Classes{0, 1}), (first + second) / 2, 1e-7);
}

TEST(ClassificationMetrics, CountsOneClassAlone) {
  const MatchCounts counts = CountClass(Classes{0, 1, 1, 2}, Classes{1, 1, 0, 2}, 1);
  EXPECT_EQ(counts.correct, 1);
  EXPECT_EQ(counts.predicted, 2);
  EXPECT_EQ(counts.gold, 2);
}

// Two classes, from the confusion matrix: (TP TN - FP FN) / sqrt(...), TP 2, TN 1, FP 1, FN 1.
TEST(ClassificationMetrics, MatthewsOfTwoClassesIsThatOfTheConfusionMatrix) {
  const Figure figure = MatthewsCorrelation(Classes{1, 1, 1, 0, 0}, Classes{1, 1, 0, 1, 0});
  EXPECT_DOUBLE_EQ(*figure.value, (2.0 * 1 - 1 * 1) / std::sqrt(3.0 * 3 * 2 * 2));
  EXPECT_TRUE(figure.remark.empty());
}

TEST(ClassificationMetrics, MatthewsOfOneClassIsZeroAndSaysSo) {
  const Figure gold = MatthewsCorrelation(Classes{1, 1}, Classes{1, 0});
  EXPECT_EQ(gold.value, 0.0);
  EXPECT_NE(gold.remark.find("examples are of one class"), std::string::npos);
  EXPECT_NE(MatthewsCorrelation(Classes{1, 0}, Classes{1, 1}).remark.find("was predicted"), std::string::npos);
}

}  // namespace
}  // namespace linkbert
