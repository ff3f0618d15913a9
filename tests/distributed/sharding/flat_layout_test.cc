#include "distributed/sharding/flat_layout.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "base/philox.h"

namespace linkbert {
namespace {

std::vector<ParameterSpec> ThreeParameters() {
  return {{"first", {3, 5}, true}, {"second", {64}, false}, {"third", {2, 7, 10}, true}};
}

// Reproducible shapes of every size class, among them scalars and one parameter larger than a bucket.
std::vector<ParameterSpec> ManyParameters(std::uint64_t seed) {
  const RandomSequence random(seed, RandomStream::kInitialization, 0);
  std::vector<ParameterSpec> specs;
  for (std::uint32_t i = 0; i < 40; ++i) {
    const auto rows = static_cast<std::int64_t>(1 + random.Below(3 * i, 50));
    const auto columns = static_cast<std::int64_t>(1 + random.Below(3 * i + 1, i % 10 == 0 ? 900 : 30));
    specs.push_back({fmt::format("p{}", i), {rows, columns}, random.Below(3 * i + 2, 2) == 0});
  }
  return specs;
}

TEST(FlatLayout, LiesInReverseForwardOrderAt64ElementSteps) {
  const FlatLayout layout(ThreeParameters(), 1 << 20);
  EXPECT_EQ(layout.entries()[0].spec.name, "third");
  EXPECT_EQ(layout.Find("third").range, (FlatRange{0, 140}));
  EXPECT_EQ(layout.Find("second").range, (FlatRange{192, 256}));
  EXPECT_EQ(layout.Find("first").range, (FlatRange{256, 271}));
  EXPECT_EQ(layout.size(), 320);
  EXPECT_EQ(layout.parameters(), 140 + 64 + 15);
}

TEST(FlatLayout, BucketsCloseOnceFull) {
  const FlatLayout layout(ThreeParameters(), 192);
  EXPECT_EQ(layout.buckets(), (std::vector<FlatRange>{{0, 192}, {192, 320}}));
  const FlatLayout fine(ThreeParameters(), 1);
  EXPECT_EQ(fine.buckets(), (std::vector<FlatRange>{{0, 192}, {192, 256}, {256, 320}}));
}

TEST(FlatLayout, HashTellsLayoutsApart) {
  const std::string hash = FlatLayout(ThreeParameters(), 192).hash();
  EXPECT_EQ(FlatLayout(ThreeParameters(), 192).hash(), hash);
  EXPECT_NE(FlatLayout(ThreeParameters(), 1).hash(), hash);
  auto renamed = ThreeParameters();
  renamed[1].name = "zweite";
  EXPECT_NE(FlatLayout(renamed, 192).hash(), hash);
  auto reshaped = ThreeParameters();
  reshaped[0].shape = {5, 3};
  EXPECT_NE(FlatLayout(reshaped, 192).hash(), hash);
}

TEST(FlatLayout, RefusesWhatIsNoLayout) {
  EXPECT_THROW(FlatLayout({{"twice", {1}, true}, {"twice", {1}, true}}, 1), Error);
  EXPECT_THROW(FlatLayout({{"empty", {0}, true}}, 1), Error);
  EXPECT_THROW(FlatLayout(ThreeParameters(), 1).Find("fourth"), Error);
}

// The slow model: who owns an element, element by element.
TEST(FlatLayout, SlicesCoverEveryElementOnce) {
  const FlatLayout layout(ManyParameters(11), 3000);
  for (const int ranks : {1, 2, 3, 4, 5, 7, 8, 13, 64}) {
    std::vector<int> owners(static_cast<std::size_t>(layout.size()), 0);
    for (int rank = 0; rank < ranks; ++rank) {
      const FlatSlice slice = layout.Slice(rank, ranks);
      ASSERT_EQ(slice.ranges.size(), layout.buckets().size());
      for (std::size_t k = 0; k < slice.ranges.size(); ++k) {
        const FlatRange bucket = layout.buckets()[k], range = slice.ranges[k];
        ASSERT_GE(range.begin, bucket.begin);
        ASSERT_LE(range.end, bucket.end);
        ASSERT_LE(range.size(), PartOf(bucket, ranks));
        ASSERT_LE(bucket.begin + ranks * PartOf(bucket, ranks), layout.PaddedSize(ranks));
        for (std::int64_t i = range.begin; i < range.end; ++i) ++owners[static_cast<std::size_t>(i)];
      }
    }
    EXPECT_EQ(std::count(owners.begin(), owners.end(), 1), layout.size()) << ranks << " ranks";
  }
}

// So that vector loads, and gathers in types of two bytes, stay aligned on three ranks as on two.
TEST(FlatLayout, PartsAreMultiplesOf64AndAsLongOnEveryRank) {
  const FlatLayout layout(ManyParameters(11), 3000);
  for (const int ranks : {1, 2, 3, 4, 5, 7, 8, 13, 64}) {
    const std::int64_t size = layout.Slice(0, ranks).size();
    for (int rank = 0; rank < ranks; ++rank) {
      const FlatSlice slice = layout.Slice(rank, ranks);
      EXPECT_EQ(slice.size(), size);
      for (const std::int64_t begin : slice.begins) EXPECT_EQ(begin % FlatLayout::kAlignment, 0);
      for (const FlatRange range : slice.ranges) EXPECT_EQ(range.begin % FlatLayout::kAlignment, 0);
    }
  }
}

TEST(FlatLayout, ABucketIsCutIntoPartsAndTheLastMayBeShort) {
  const FlatLayout layout({{"b", {250}, true}, {"a", {3}, true}}, 64);
  EXPECT_EQ(layout.buckets(), (std::vector<FlatRange>{{0, 64}, {64, 320}}));
  EXPECT_EQ(layout.Slice(0, 3).ranges, (std::vector<FlatRange>{{0, 64}, {64, 192}}));
  EXPECT_EQ(layout.Slice(1, 3).ranges, (std::vector<FlatRange>{{64, 64}, {192, 320}}));
  EXPECT_EQ(layout.Slice(2, 3).ranges, (std::vector<FlatRange>{{64, 64}, {320, 320}}));
  EXPECT_EQ(layout.Slice(2, 3).begins, (std::vector<std::int64_t>{0, 64, 192}));
}

}  // namespace
}  // namespace linkbert
