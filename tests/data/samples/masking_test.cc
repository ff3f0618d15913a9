#include "data/samples/masking.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/data/samples/statistics.h"

namespace linkbert {
namespace {

constexpr std::int32_t kUnknown = 1, kCls = 2, kSep = 3, kMask = 4;

// 5 special pieces, 45 words (ids 5 to 49), 50 continuations (50 to 99).
Vocabulary TestVocabulary() {
  std::vector<std::string> pieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  for (int i = 5; i < 100; ++i) pieces.push_back(fmt::format("{}p{}", i < 50 ? "" : "##", i));
  return Vocabulary(std::move(pieces));
}

SampleOptions StrategyOptions(const std::string& strategy) {
  SampleOptions options;
  options.masking.strategy = strategy;
  return options;
}

// [CLS] A [SEP] B [SEP] with `tokens` ordinary pieces, a sprinkling of [UNK], and words of one to several pieces.
std::vector<std::int32_t> Input(std::uint64_t seed, int tokens) {
  const RandomSequence draws(seed, RandomStream::kVocabulary, 1);
  std::vector<std::int32_t> ids = {kCls};
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(tokens); ++i) {
    if (i == static_cast<std::uint32_t>(tokens) / 2) ids.push_back(kSep);
    if (draws.Below(3 * i, 20) == 0) ids.push_back(kUnknown);
    const bool continues = draws.Below(3 * i + 1, 3) == 0;
    ids.push_back(static_cast<std::int32_t>((continues ? 50 : 5) + draws.Below(3 * i + 2, continues ? 50 : 45)));
  }
  ids.push_back(kSep);
  return ids;
}

class MaskerStrategy : public ::testing::TestWithParam<const char*> {
 protected:
  Vocabulary vocabulary_ = TestVocabulary();
  Masker masker_{vocabulary_, StrategyOptions(GetParam())};
};
INSTANTIATE_TEST_SUITE_P(Masker, MaskerStrategy, ::testing::Values("token", "whole_word", "span"));

TEST_P(MaskerStrategy, LabelsAreTheOriginalsAndTheRestIsUntouched) {
  for (std::uint64_t index = 0; index < 500; ++index) {
    const std::vector<std::int32_t> original = Input(index, 1 + static_cast<int>(index % 120));
    std::vector<std::int32_t> masked = original;
    const Masking masking = masker_.Apply(index, masked);
    ASSERT_TRUE(std::is_sorted(masking.positions.begin(), masking.positions.end()));
    const std::set<std::int32_t> positions(masking.positions.begin(), masking.positions.end());
    ASSERT_EQ(positions.size(), masking.positions.size());
    for (std::size_t i = 0; i < masking.positions.size(); ++i) {
      ASSERT_EQ(masking.labels[i], original[static_cast<std::size_t>(masking.positions[i])]);
    }
    for (std::size_t i = 0; i < original.size(); ++i) {
      ASSERT_TRUE(positions.contains(static_cast<std::int32_t>(i)) || masked[i] == original[i]);
    }
  }
}

TEST_P(MaskerStrategy, SpecialPiecesAreNeitherMaskedNorDrawn) {
  for (std::uint64_t index = 0; index < 500; ++index) {
    std::vector<std::int32_t> ids = Input(index, 100);
    const Masking masking = masker_.Apply(index, ids);
    for (std::size_t i = 0; i < masking.positions.size(); ++i) {
      ASSERT_FALSE(vocabulary_.IsSpecial(masking.labels[i]));
      const std::int32_t fed = ids[static_cast<std::size_t>(masking.positions[i])];
      ASSERT_TRUE(fed == kMask || !vocabulary_.IsSpecial(fed)) << fed;
    }
  }
}

TEST_P(MaskerStrategy, AtLeastOneAndNeverMoreThanTheCount) {
  for (std::uint64_t index = 0; index < 300; ++index) {
    const int tokens = 1 + static_cast<int>(index % 100);
    std::vector<std::int32_t> ids = Input(index, tokens);
    const auto masked = static_cast<std::int64_t>(masker_.Apply(index, ids).positions.size());
    ASSERT_GE(masked, 1);
    ASSERT_LE(masked, masker_.Count(tokens));
  }
}

TEST_P(MaskerStrategy, FifteenPercentAreMaskedEightyTenTen) {
  std::map<std::string, std::int64_t> seen;
  std::int64_t masked = 0;
  for (std::uint64_t index = 0; index < 3000; ++index) {
    const std::vector<std::int32_t> original = Input(index, 200);
    std::vector<std::int32_t> ids = original;
    for (const std::int32_t p : masker_.Apply(index, ids).positions) {
      const auto place = static_cast<std::size_t>(p);
      ++seen[ids[place] == kMask ? "mask" : ids[place] == original[place] ? "keep" : "random"];
      ++masked;
    }
  }
  // 200 ordinary pieces in each; whole words and spans may leave the last one or two of 30 unused.
  EXPECT_NEAR(static_cast<double>(masked) / (3000 * 30), 1.0, std::string("token") == GetParam() ? 0.0 : 0.02);
  // A random piece is the original once in 95. Spans share one draw, so their counts vary more than independent ones.
  for (auto& [kind, count] : seen) count /= std::string("span") == GetParam() ? 8 : 1;
  test::ExpectDistribution(seen, {{"mask", 0.8}, {"random", 0.1 * 94 / 95}, {"keep", 0.1 + 0.1 / 95}});
}

TEST_P(MaskerStrategy, DependsOnSeedAndIndexOnly) {
  SampleOptions other = StrategyOptions(GetParam());
  other.seed = 2;
  const auto apply = [](const Masker& masker, std::uint64_t index) {
    std::vector<std::int32_t> ids = Input(1, 100);
    masker.Apply(index, ids);
    return ids;
  };
  EXPECT_EQ(apply(masker_, 5), apply(Masker(vocabulary_, StrategyOptions(GetParam())), 5));
  EXPECT_NE(apply(masker_, 5), apply(masker_, 6));
  EXPECT_NE(apply(masker_, 5), apply(Masker(vocabulary_, other), 5));
}

TEST(Masker, TokenCountIsAFunctionOfTheMaskableTokens) {
  const Vocabulary vocabulary = TestVocabulary();
  const Masker masker(vocabulary, StrategyOptions("token"));
  for (const auto& [tokens, count] : {std::pair{1, 1U}, {3, 1U}, {9, 1U}, {10, 2U}, {100, 15U}, {509, 76U}}) {
    std::vector<std::int32_t> ids = Input(3, tokens);
    EXPECT_EQ(masker.Apply(9, ids).positions.size(), count) << tokens;
  }
}

TEST(Masker, EveryPlaceIsMaskedEquallyOften) {
  const Vocabulary vocabulary = TestVocabulary();
  const Masker masker(vocabulary, StrategyOptions("token"));
  std::map<std::int32_t, std::int64_t> seen;
  std::map<std::int32_t, double> wanted;
  std::vector<std::int32_t> input(42, 7);
  input.front() = kCls;
  input.back() = kSep;
  for (std::int32_t p = 1; p <= 40; ++p) wanted[p] = 1.0 / 40;
  for (std::uint64_t index = 0; index < 20000; ++index) {
    std::vector<std::int32_t> ids = input;
    for (const std::int32_t p : masker.Apply(index, ids).positions) ++seen[p];
  }
  test::ExpectDistribution(seen, wanted);
}

TEST(Masker, RandomReplacementsAreUniformOverOrdinaryPieces) {
  const Vocabulary vocabulary = TestVocabulary();
  SampleOptions options = StrategyOptions("token");
  options.masking = {.rate = 1.0, .mask_share = 0.0, .random_share = 1.0};
  const Masker masker(vocabulary, options);
  std::map<std::int32_t, std::int64_t> seen;
  std::map<std::int32_t, double> wanted;
  for (std::int32_t id = 5; id < 100; ++id) wanted[id] = 1.0 / 95;
  for (std::uint64_t index = 0; index < 500; ++index) {
    std::vector<std::int32_t> ids(100, 7);
    masker.Apply(index, ids);
    for (const std::int32_t id : ids) ++seen[id];
  }
  test::ExpectDistribution(seen, wanted);
}

// [begin, end) of the word around a place.
std::pair<std::size_t, std::size_t> WordAround(const std::vector<std::int32_t>& ids, std::size_t place) {
  std::size_t begin = place, end = place + 1;
  while (ids[begin] >= 50 && ids[begin - 1] > kMask) --begin;
  while (end < ids.size() && ids[end] >= 50) ++end;
  return {begin, end};
}

TEST(Masker, WholeWordsAreMaskedTogether) {
  const Vocabulary vocabulary = TestVocabulary();
  for (const char* strategy : {"whole_word", "span"}) {
    const Masker masker(vocabulary, StrategyOptions(strategy));
    for (std::uint64_t index = 0; index < 300; ++index) {
      const std::vector<std::int32_t> original = Input(index, 150);
      std::vector<std::int32_t> ids = original;
      const Masking masking = masker.Apply(index, ids);
      const std::set<std::int32_t> positions(masking.positions.begin(), masking.positions.end());
      for (const std::int32_t p : positions) {
        const auto [begin, end] = WordAround(original, static_cast<std::size_t>(p));
        for (std::size_t i = begin; i < end; ++i) ASSERT_TRUE(positions.contains(static_cast<std::int32_t>(i)));
      }
    }
  }
}

TEST(Masker, AWordThatDoesNotFitIsMaskedInPart) {
  const Vocabulary vocabulary = TestVocabulary();
  for (const char* strategy : {"whole_word", "span"}) {
    std::vector<std::int32_t> ids = {kCls, 7, 50, 51, 52, 53, kSep};
    EXPECT_EQ(Masker(vocabulary, StrategyOptions(strategy)).Apply(1, ids).positions, (std::vector<std::int32_t>{1}))
        << strategy;
  }
}

TEST(Masker, SpansAreRunsHiddenInOneWay) {
  const Vocabulary vocabulary = TestVocabulary();
  SampleOptions options = StrategyOptions("span");
  options.masking.rate = 0.02;  // mostly one span an input
  const Masker masker(vocabulary, options);
  std::int64_t runs = 0, masked = 0;
  for (std::uint64_t index = 0; index < 2000; ++index) {
    std::vector<std::int32_t> ids(502, 7);
    ids.front() = kCls;
    ids.back() = kSep;
    const Masking masking = masker.Apply(index, ids);
    for (std::size_t i = 0; i < masking.positions.size(); ++i) {
      runs += i == 0 || masking.positions[i] != masking.positions[i - 1] + 1;
    }
    masked += static_cast<std::int64_t>(masking.positions.size());
  }
  EXPECT_EQ(masked, 2000 * 10);
  EXPECT_GT(masked, 2 * runs);  // spans of 3.6 words on average, some of them cut by the count
}

TEST(Masker, NothingToMaskIsFine) {
  const Vocabulary vocabulary = TestVocabulary();
  for (const char* strategy : {"token", "whole_word", "span"}) {
    std::vector<std::int32_t> ids = {kCls, kUnknown, kSep, kSep};
    EXPECT_TRUE(Masker(vocabulary, StrategyOptions(strategy)).Apply(1, ids).positions.empty());
  }
}

}  // namespace
}  // namespace linkbert
