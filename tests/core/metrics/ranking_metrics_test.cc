#include "core/metrics/ranking_metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace linkbert {
namespace {

const std::vector<std::int64_t> kRanking = {4, 7, 1, 9};

TEST(RankingMetrics, OneQueryByHand) {
  const Relevance relevance = {{7, 1}, {9, 1}, {5, 1}};  // the last is not found
  EXPECT_DOUBLE_EQ(RecallAt(1, kRanking, relevance), 0);
  EXPECT_DOUBLE_EQ(RecallAt(2, kRanking, relevance), 1.0 / 3);
  EXPECT_DOUBLE_EQ(RecallAt(100, kRanking, relevance), 2.0 / 3);
  EXPECT_DOUBLE_EQ(ReciprocalRank(kRanking, relevance), 0.5);
  EXPECT_DOUBLE_EQ(ReciprocalRank(kRanking, {{5, 1}}), 0);
}

TEST(RankingMetrics, GainsAreDiscountedByPlace) {
  const Relevance relevance = {{7, 1}, {9, 3}};
  const double ideal = 3 + 1 / std::log2(3);
  EXPECT_DOUBLE_EQ(NdcgAt(10, kRanking, relevance), (1 / std::log2(3) + 3 / std::log2(5)) / ideal);
  EXPECT_DOUBLE_EQ(NdcgAt(2, kRanking, relevance), 1 / std::log2(3) / ideal);
  EXPECT_DOUBLE_EQ(NdcgAt(10, std::vector<std::int64_t>{9, 7}, relevance), 1);
}

TEST(RankingMetrics, MeansHaveTheErrorOverQueries) {
  const Relevance found = {{4, 1}}, lost = {{5, 1}};
  const std::vector<RankedQuery> queries = {{kRanking, &found}, {kRanking, &lost}};
  const RankingFigures figures = ScoreRankings(queries);
  EXPECT_DOUBLE_EQ(*figures.means.Find("mrr")->value, 0.5);
  EXPECT_DOUBLE_EQ(*figures.standard_errors.Find("recall@1")->value, 0.5);
  EXPECT_TRUE(ScoreRankings({queries.data(), 1}).standard_errors.list().empty());
}

}  // namespace
}  // namespace linkbert
