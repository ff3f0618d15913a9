#include "data/samples/batch_plan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/philox.h"

namespace linkbert {
namespace {

std::vector<std::uint32_t> Lengths(std::uint64_t seed, std::size_t count) {
  const RandomSequence draws(seed, RandomStream::kVocabulary, 7);
  std::vector<std::uint32_t> lengths(count);
  for (std::size_t i = 0; i < count; ++i) {
    // Half of the samples are full, as in a real corpus.
    const auto draw = static_cast<std::uint32_t>(2 * i);
    lengths[i] = draws.Below(draw, 2) == 0 ? 512 : static_cast<std::uint32_t>(10 + draws.Below(draw + 1, 503));
  }
  return lengths;
}

std::uint32_t Tokens(const BatchPlan::MicroBatch& micro_batch, const std::vector<std::uint32_t>& lengths) {
  std::uint32_t tokens = 0;
  for (const std::uint32_t slot : micro_batch) tokens += lengths[slot];
  return tokens;
}

double Work(const BatchPlan& plan, std::size_t rank, const std::vector<std::uint32_t>& lengths, double attention_cost) {
  double work = 0;
  for (const auto& micro_batch : plan.ranks[rank]) {
    for (const std::uint32_t slot : micro_batch) work += lengths[slot] * (1 + attention_cost * lengths[slot]);
  }
  return work;
}

TEST(PlanBatch, EverySampleComesOnceAndMicroBatchesHoldTheirTokens) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto lengths = Lengths(seed, 1 + seed * 13 % 300);
    const BatchPlan plan =
        PlanBatch(lengths, {.ranks = static_cast<std::int64_t>(1 + seed % 9), .micro_batch_tokens = 2048});
    std::vector<int> seen(lengths.size());
    for (const auto& rank : plan.ranks) {
      for (const auto& micro_batch : rank) {
        ASSERT_FALSE(micro_batch.empty());
        ASSERT_TRUE(std::is_sorted(micro_batch.begin(), micro_batch.end()));
        for (const std::uint32_t slot : micro_batch) ++seen[slot];
        ASSERT_LE(Tokens(micro_batch, lengths), 2048U);
      }
    }
    for (const int count : seen) ASSERT_EQ(count, 1);
  }
}

TEST(PlanBatch, IsAFunctionOfItsArguments) {
  const auto lengths = Lengths(1, 500);
  const BatchPlanOptions options{.ranks = 4, .micro_batch_tokens = 4096};
  EXPECT_EQ(PlanBatch(lengths, options).ranks, PlanBatch(lengths, options).ranks);
}

TEST(PlanBatch, EqualLengthsAreDealtInTurn) {
  const BatchPlan plan = PlanBatch(std::vector<std::uint32_t>(6, 100), {.ranks = 2, .micro_batch_tokens = 200});
  using MicroBatches = std::vector<BatchPlan::MicroBatch>;
  EXPECT_EQ(plan.ranks[0], (MicroBatches{{0, 4}, {2}}));
  EXPECT_EQ(plan.ranks[1], (MicroBatches{{1, 5}, {3}}));
  EXPECT_DOUBLE_EQ(plan.imbalance, 1.0);
  EXPECT_DOUBLE_EQ(plan.fill, 0.75);
}

TEST(PlanBatch, RanksHaveWorkWithinThreePercentInTheFewestMicroBatches) {
  for (const std::int64_t ranks : {2, 8, 32}) {
    const auto lengths = Lengths(5, static_cast<std::size_t>(64 * ranks));
    const BatchPlan plan = PlanBatch(lengths, {.ranks = ranks, .micro_batch_tokens = 8192});
    EXPECT_LT(plan.imbalance, 1.03) << ranks;
    EXPECT_GE(plan.imbalance, 1.0) << ranks;
    for (const auto& micro_batches : plan.ranks) {
      std::uint32_t tokens = 0;
      for (const auto& micro_batch : micro_batches) tokens += Tokens(micro_batch, lengths);
      EXPECT_EQ(micro_batches.size(), (tokens + 8191) / 8192);  // no fewer could hold them
    }
  }
}

TEST(PlanBatch, ReportsTheImbalanceOfTheWorkItDealt) {
  const auto lengths = Lengths(6, 41);
  const BatchPlanOptions options{.ranks = 4, .micro_batch_tokens = 1024, .attention_cost = 0.01};
  const BatchPlan plan = PlanBatch(lengths, options);
  double most = 0, total = 0;
  for (std::size_t rank = 0; rank < 4; ++rank) {
    most = std::max(most, Work(plan, rank, lengths, 0.01));
    total += Work(plan, rank, lengths, 0.01);
  }
  EXPECT_NEAR(plan.imbalance, most * 4 / total, 1e-3);  // the plan counts in 1/1024 of a token
}

// LPT is at most 4/3 - 1/(3 ranks) above the best plan, which is at least the mean and the longest sample.
TEST(PlanBatch, KeepsTheBoundOfLongestFirst) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto lengths = Lengths(seed, 9);
    const BatchPlan plan = PlanBatch(lengths, {.ranks = 3, .micro_batch_tokens = 1 << 20, .attention_cost = 0});
    const double total = std::accumulate(lengths.begin(), lengths.end(), 0.0);
    double best = 1e9;
    for (int code = 0; code < 19683; ++code) {  // all 3^9 ways
      std::array<double, 3> work{};
      for (int i = 0, rest = code; i < 9; ++i, rest /= 3)
        work[static_cast<std::size_t>(rest % 3)] += lengths[static_cast<std::size_t>(i)];
      best = std::min(best, std::max({work[0], work[1], work[2]}));
    }
    EXPECT_LE(plan.imbalance * total / 3, best * (4.0 / 3 - 1.0 / 9) + 1e-6);
  }
}

TEST(PlanBatch, FewerSamplesThanRanksLeaveRanksEmpty) {
  const BatchPlan plan = PlanBatch(std::vector<std::uint32_t>{100, 50}, {.ranks = 4, .micro_batch_tokens = 128});
  EXPECT_EQ(plan.ranks.size(), 4U);
  EXPECT_EQ(plan.ranks[0].size() + plan.ranks[1].size(), 2U);
  EXPECT_TRUE(plan.ranks[2].empty() && plan.ranks[3].empty());
}

TEST(PlanBatch, AnEmptyBatchIsAnEmptyPlan) {
  const BatchPlan plan = PlanBatch({}, {.ranks = 2, .micro_batch_tokens = 128});
  EXPECT_TRUE(plan.ranks[0].empty() && plan.ranks[1].empty());
}

TEST(PlanBatch, ASampleLongerThanAMicroBatchIsAnError) {
  try {
    PlanBatch(std::vector<std::uint32_t>{100, 300}, {.ranks = 1, .micro_batch_tokens = 256});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kConfiguration);
    EXPECT_NE(std::string(error.what()).find("300"), std::string::npos);
  }
}

}  // namespace
}  // namespace linkbert
