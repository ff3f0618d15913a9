#include "core/finetuning/model_selection.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

TEST(ModelSelection, TheLastModelNeedsNoScores) {
  ModelSelection selection({}, "f1");
  EXPECT_EQ(selection.EvaluateEvery(100), 0);
  selection.Judge(100, 0.5);
  EXPECT_FALSE(selection.Chosen().has_value());
  EXPECT_FALSE(selection.IsOver());
}

TEST(ModelSelection, EvaluatesOnceAnEpochWhereItMust) {
  EXPECT_EQ(ModelSelection({.rule = "best_on_dev"}, "f1").EvaluateEvery(100), 100);
  EXPECT_EQ(ModelSelection({.patience = 3}, "f1").EvaluateEvery(100), 100);
  EXPECT_EQ(ModelSelection({.evaluate_epochs = 0.25}, "f1").EvaluateEvery(100), 25);
  EXPECT_EQ(ModelSelection({.evaluate_epochs = 0.25}, "f1").EvaluateEvery(2), 1);
}

TEST(ModelSelection, TheFirstOfTheBestIsChosen) {
  ModelSelection selection({.rule = "best_on_dev"}, "f1");
  EXPECT_TRUE(selection.Judge(10, std::nullopt));
  EXPECT_TRUE(selection.Judge(20, 0.5));
  EXPECT_FALSE(selection.Judge(30, 0.5));
  EXPECT_TRUE(selection.Judge(40, 0.75));
  EXPECT_FALSE(selection.Judge(50, std::nullopt));
  EXPECT_EQ(selection.Chosen(), 40);
}

TEST(ModelSelection, OfErrorsTheSmallerIsBetter) {
  ModelSelection selection({.rule = "best_on_dev"}, "mse");
  EXPECT_TRUE(selection.Judge(10, 2));
  EXPECT_FALSE(selection.Judge(20, 3));
  EXPECT_TRUE(selection.Judge(30, 1));
}

TEST(ModelSelection, EndsOncePatienceIsSpent) {
  ModelSelection selection({.patience = 2}, "f1");
  selection.Judge(10, 0.5);
  selection.Judge(20, 0.4);
  EXPECT_FALSE(selection.IsOver());
  selection.Judge(30, 0.6);
  selection.Judge(40, 0.6);
  EXPECT_FALSE(selection.IsOver());
  selection.Judge(50, 0.1);
  EXPECT_TRUE(selection.IsOver());
  EXPECT_FALSE(selection.Chosen().has_value());  // the last model, all the same
}

}  // namespace
}  // namespace linkbert
