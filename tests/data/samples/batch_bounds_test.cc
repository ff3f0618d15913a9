#include "data/samples/batch_bounds.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

TEST(BatchBounds, CoverIsTheLargestOfEach) {
  BatchBounds bounds{.tokens = 10, .sequences = 2, .masked = 3, .relations = 2};
  bounds.Cover({.tokens = 7, .sequences = 5, .masked = 1, .relations = 5});
  EXPECT_EQ(bounds, (BatchBounds{.tokens = 10, .sequences = 5, .masked = 3, .relations = 5}));
}

TEST(BatchBounds, OfABatchAreItsCounts) {
  Batch batch;
  batch.token_ids = {1, 2, 3};
  batch.sample_index = {7, 8};
  batch.masked_rows = {2};
  batch.relation = {0, 1};
  EXPECT_EQ(BoundsOf(batch), (BatchBounds{.tokens = 3, .sequences = 2, .masked = 1, .relations = 2}));
}

TEST(BatchBounds, OfAPlanHoldEveryMicroBatchOfTheRankAndNoMore) {
  const std::vector<std::uint32_t> lengths = {50, 10, 30, 20, 40, 5, 5, 5};
  const BatchPlan plan = PlanBatch(lengths, {.ranks = 2, .micro_batch_tokens = 60});
  for (std::int64_t rank = 0; rank < 2; ++rank) {
    const BatchBounds bounds = BoundsOf(plan, rank, lengths, 4);
    std::int64_t most_tokens = 0, most_sequences = 0;
    for (const auto& slots : plan.ranks[static_cast<std::size_t>(rank)]) {
      std::int64_t tokens = 0;
      for (const std::uint32_t slot : slots) tokens += lengths[slot];
      most_tokens = std::max(most_tokens, tokens);
      most_sequences = std::max(most_sequences, 4 * static_cast<std::int64_t>(slots.size()));
    }
    EXPECT_EQ(bounds, (BatchBounds{.tokens = most_tokens, .sequences = most_sequences}));
    EXPECT_LE(bounds.tokens, 60);
  }
}

}  // namespace
}  // namespace linkbert
