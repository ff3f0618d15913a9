#include "core/metrics/answer_metrics.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

using Golds = std::vector<std::string>;

TEST(AnswerMetrics, NormalisesInTheOfficialOrder) {
  EXPECT_EQ(NormalizeAnswer("The  Cat,\u00a0an A-1 theory"), "cat a1 theory");
  EXPECT_EQ(NormalizeAnswer("a.b the"), "ab");    // punctuation goes first: "a.b" is no article
  EXPECT_EQ(NormalizeAnswer("the–end"), "–end");  // a dash beyond ASCII stays, and ends a word
  EXPECT_EQ(NormalizeAnswer("über a été"), "über été");
  EXPECT_EQ(NormalizeAnswer("THE a An"), "");
}

// "cat sat" against "cat sat mat": precision 1, recall 2/3.
TEST(AnswerMetrics, TakesTheBestGoldOfEachScore) {
  const AnswerScore score = ScoreAnswer("the cat sat", Golds{"a dog", "cat sat mat"});
  EXPECT_DOUBLE_EQ(score.exact_match, 0);
  EXPECT_DOUBLE_EQ(score.f1, 0.8);
  EXPECT_DOUBLE_EQ(ScoreAnswer("A dog!", Golds{"a dog", "cat sat mat"}).exact_match, 1);
}

TEST(AnswerMetrics, WordsCountAsOftenAsBothHaveThem) {
  EXPECT_DOUBLE_EQ(ScoreAnswer("x x x y", Golds{"x x z"}).f1, 2 * 0.5 * (2.0 / 3) / (0.5 + 2.0 / 3));
}

// The one difference of a pair's score between the two versions.
TEST(AnswerMetrics, AnswersOfNoWords) {
  EXPECT_DOUBLE_EQ(ScoreAnswer("the", Golds{"a"}).exact_match, 1);
  EXPECT_DOUBLE_EQ(ScoreAnswer("the", Golds{"a"}).f1, 0);
  EXPECT_DOUBLE_EQ(ScoreAnswerV2("the", Golds{}).f1, 1);
  EXPECT_DOUBLE_EQ(ScoreAnswerV2("", Golds{"cat", "the"}).f1, 0);  // "the" is no gold: the question has another
  EXPECT_DOUBLE_EQ(ScoreAnswerV2("cat", Golds{}).exact_match, 0);
}

TEST(AnswerMetrics, SummariesArePercentages) {
  const std::vector<AnswerScore> scores = {{1, 1}, {0, 0.5}, {0, 0}, {1, 1}};
  const Figures v1 = SummarizeAnswers(scores);
  EXPECT_DOUBLE_EQ(*v1.Find("exact_match")->value, 50);
  EXPECT_DOUBLE_EQ(*v1.Find("f1")->value, 62.5);
  const Figures v2 = SummarizeAnswersV2(scores, {true, true, false, false});
  EXPECT_DOUBLE_EQ(*v2.Find("exact")->value, 50);
  EXPECT_DOUBLE_EQ(*v2.Find("HasAns_f1")->value, 75);
  EXPECT_DOUBLE_EQ(*v2.Find("NoAns_exact")->value, 50);
  EXPECT_DOUBLE_EQ(*v2.Find("NoAns_total")->value, 2);
  EXPECT_EQ(SummarizeAnswersV2(scores, std::vector<bool>(4, true)).Find("NoAns_f1"), nullptr);
}

}  // namespace
}  // namespace linkbert
