#include "data/samples/batch_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace linkbert {
namespace {

using ::testing::ElementsAre;

Sample Short(std::uint64_t index, std::vector<std::int32_t> ids, std::int32_t b_begin) {
  Sample sample{};
  sample.index = index;
  sample.relation = Relation::kLinked;
  sample.token_ids = std::move(ids);
  sample.b_begin = b_begin;
  sample.masked_positions = {1};
  sample.masked_labels = {static_cast<std::int32_t>(index) + 90};
  return sample;
}

TEST(BatchBuilder, SamplesAreConcatenatedWithoutPadding) {
  Batch batch;
  AppendSample(Short(7, {2, 10, 3, 11, 3}, 3), batch);
  AppendSample(Short(4, {2, 20, 21, 3, 22, 23, 3}, 4), batch);
  EXPECT_THAT(batch.token_ids, ElementsAre(2, 10, 3, 11, 3, 2, 20, 21, 3, 22, 23, 3));
  EXPECT_THAT(batch.token_type_ids, ElementsAre(0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1));
  EXPECT_THAT(batch.position_ids, ElementsAre(0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 5, 6));
  EXPECT_THAT(batch.cu_seqlens, ElementsAre(0, 5, 12));
  EXPECT_THAT(batch.sample_index, ElementsAre(7, 4));
  EXPECT_THAT(batch.masked_rows, ElementsAre(1, 6));
  EXPECT_THAT(batch.masked_labels, ElementsAre(97, 94));
  EXPECT_THAT(batch.relation, ElementsAre(2, 2));
}

}  // namespace
}  // namespace linkbert
