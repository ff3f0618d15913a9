// ShardPlan: cuts by tokens and by documents, which slices of which items a shard has.
#include "data/prepare/shard_plan.h"

#include <gtest/gtest.h>

#include <numeric>

namespace linkbert {
namespace {

// An item of documents of one segment and so many tokens.
void Add(ShardPlan& plan, std::size_t documents, std::uint64_t tokens) {
  NamesPart part;
  part.documents.resize(documents, DocumentNames{"", "", {}, tokens, 1, 1, false});
  std::vector<std::size_t> kept(documents);
  std::iota(kept.begin(), kept.end(), 0);
  plan.AddItem(part, kept);
}

TEST(ShardPlan, AShardEndsWithTheDocumentThatFillsIt) {
  ShardPlan plan(25);
  Add(plan, 2, 10);
  Add(plan, 3, 10);
  ASSERT_EQ(plan.shards().size(), 2U);
  EXPECT_EQ(plan.shards()[0].slices.size(), 2U);
  EXPECT_EQ(plan.shards()[0].slices[1].count, 1U);
  EXPECT_EQ(plan.shards()[1].first_document, 3U);
  EXPECT_EQ(plan.shards()[1].first_segment, 3U);
  EXPECT_EQ(plan.shards()[1].slices[0].first, 1U);
}

TEST(ShardPlan, AShardOfVeryShortDocumentsEndsByTheirNumber) {
  ShardPlan plan(std::uint64_t{1} << 40);
  Add(plan, ShardPlan::kMostDocuments - 1, 1);
  Add(plan, 3, 1);
  ASSERT_EQ(plan.shards().size(), 2U);
  EXPECT_EQ(plan.shards()[1].first_document, ShardPlan::kMostDocuments);
  EXPECT_EQ(plan.documents(), ShardPlan::kMostDocuments + 2);
}

}  // namespace
}  // namespace linkbert
