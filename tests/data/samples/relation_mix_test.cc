#include "data/samples/relation_mix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/philox.h"

namespace linkbert {
namespace {

using Counts = std::array<std::uint64_t, kFeasibilityClasses>;  // neither, successor, link, both

TEST(RelationMix, MeetsTheWantedSharesWhereTheyAreReachable) {
  const RelationMix mix = SolveRelationMix({1, 1, 1}, Counts{100, 300, 250, 350});
  for (const double share : mix.reachable) EXPECT_NEAR(share, 1.0 / 3, 1e-9);
  EXPECT_LT(mix.Shortfall(), 1e-9);
}

TEST(RelationMix, AnchorsThatCanHaveEverythingDrawTheWantedShares) {
  const RelationMix mix = SolveRelationMix({2, 1, 1}, Counts{0, 0, 0, 10});
  EXPECT_NEAR(mix.by_class[3][0], 0.5, 1e-9);
  EXPECT_NEAR(mix.by_class[3][1], 0.25, 1e-9);
}

TEST(RelationMix, TooFewLinksAreAllUsedAndTheRestIsShared) {
  // One anchor in five has a link: linked can reach 0.2, and 0.8 is left for two equal shares.
  const RelationMix mix = SolveRelationMix({1, 1, 1}, Counts{0, 800, 0, 200});
  EXPECT_NEAR(mix.by_class[3][2], 1.0, 1e-6);
  EXPECT_NEAR(mix.reachable[0], 0.4, 1e-6);
  EXPECT_NEAR(mix.reachable[1], 0.4, 1e-6);
  EXPECT_NEAR(mix.reachable[2], 0.2, 1e-6);
  EXPECT_NEAR(mix.Shortfall(), 1.0 / 3 - 0.2, 1e-6);
}

TEST(RelationMix, WithoutLinksTheMixIsThatOfNextSentencePrediction) {
  const RelationMix mix = SolveRelationMix({1, 1, 1}, Counts{100, 900, 0, 0});
  EXPECT_NEAR(mix.reachable[0], 0.5, 1e-9);
  EXPECT_NEAR(mix.reachable[1], 0.5, 1e-9);
  EXPECT_EQ(mix.reachable[2], 0.0);
}

TEST(RelationMix, UnwantedRelationsAreNotDrawnWhereAnotherIsFeasible) {
  const RelationMix mix = SolveRelationMix({1, 0, 1}, Counts{50, 300, 300, 350});
  for (const std::size_t c : {1, 2, 3}) EXPECT_EQ(mix.by_class[c][1], 0.0) << c;
  EXPECT_EQ(mix.by_class[0][1], 1.0);  // nothing else is feasible
  EXPECT_NEAR(mix.reachable[1], 0.05, 1e-9);
}

TEST(RelationMix, RowsAreDistributionsOverWhatIsFeasible) {
  const RandomSequence draws(3, RandomStream::kVocabulary, 0);
  for (std::uint32_t i = 0; i < 200; ++i) {
    Counts anchors;
    for (std::uint32_t c = 0; c < 4; ++c) anchors[c] = 1 + draws.Below(8 * i + c, 1000);
    const auto weight = [&](std::uint32_t n) { return 0.1 + draws.Uniform(8 * i + 4 + n); };
    const RelationMix mix = SolveRelationMix({weight(0), weight(1), weight(2)}, anchors);
    for (const auto& row : mix.by_class) EXPECT_NEAR(row[0] + row[1] + row[2], 1.0, 1e-9);
    EXPECT_EQ(mix.by_class[0][0] + mix.by_class[0][2] + mix.by_class[2][0] + mix.by_class[1][2], 0.0);
    // Hall's condition: the wanted shares are reachable exactly if every set of relations has anchors enough.
    const double total = static_cast<double>(anchors[0] + anchors[1] + anchors[2] + anchors[3]);
    const double slack = std::min({static_cast<double>(anchors[1] + anchors[3]) / total - mix.wanted[0],
                                   static_cast<double>(anchors[2] + anchors[3]) / total - mix.wanted[2],
                                   mix.wanted[1] - static_cast<double>(anchors[0]) / total});
    if (std::abs(slack) > 0.01) {
      EXPECT_EQ(mix.Shortfall() < 1e-6, slack > 0) << i;
    }
  }
}

TEST(RelationMix, ClassAccuracyIsThatOfTheLikeliestRelations) {
  RelationMix mix{};
  mix.anchors = {10, 0, 0, 30};
  mix.by_class[0] = {0, 1, 0};
  mix.by_class[3] = {0.5, 0.2, 0.3};
  EXPECT_DOUBLE_EQ(mix.ClassAccuracy(), (10 + 15) / 40.0);
}

TEST(RelationMix, DrawFollowsTheRow) {
  RelationMix mix{};
  mix.by_class[3] = {0.25, 0.5, 0.25};
  EXPECT_EQ(mix.Draw(3, 0.0), Relation::kContiguous);
  EXPECT_EQ(mix.Draw(3, 0.25), Relation::kLinked);
  EXPECT_EQ(mix.Draw(3, 0.5), Relation::kRandom);
  EXPECT_EQ(mix.Draw(3, 0.999), Relation::kRandom);
}

TEST(RelationMix, TextNamesTheClasses) {
  const std::string text = SolveRelationMix({1, 1, 1}, Counts{0, 800, 0, 200}).ToText();
  EXPECT_NE(text.find("reachable"), std::string::npos);
  EXPECT_NE(text.find("0.400"), std::string::npos);
  EXPECT_EQ(text.find("neither"), std::string::npos);  // no such anchors
}

}  // namespace
}  // namespace linkbert
