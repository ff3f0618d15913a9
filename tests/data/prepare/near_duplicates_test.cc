// Near duplicates: Jaccard against plain sets, and how surely similar documents become candidates.
#include "data/prepare/near_duplicates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/philox.h"
#include "tests/support/prepare_support.h"

namespace linkbert {
namespace {

using Tokens = std::vector<std::int32_t>;

// Words are single pieces but for those that go on with "##x".
class NearDuplicates : public testing::Test {
 protected:
  const Vocabulary vocabulary_ = test::SpellingVocabulary();
  const std::int32_t word_ = vocabulary_.Find("!");  // of 94, every other id
  const std::int32_t continuation_ = vocabulary_.Find("##x");

  double Similarity(const Tokens& a, const Tokens& b) const {
    return Jaccard(Shingles(a, vocabulary_), Shingles(b, vocabulary_));
  }

  // Every five words in a row, as sets of lists.
  double PlainSimilarity(const Tokens& a, const Tokens& b) const {
    const auto shingles = [&](const Tokens& tokens) {
      std::vector<Tokens> words;
      for (const std::int32_t token : tokens) {
        if (words.empty() || !vocabulary_.IsContinuation(token)) words.emplace_back();
        words.back().push_back(token);
      }
      std::set<std::vector<Tokens>> set;
      const std::size_t size = std::min<std::size_t>(5, words.size());
      for (std::size_t i = 0; i + size <= words.size(); ++i) {
        const auto begin = words.begin() + static_cast<std::ptrdiff_t>(i);
        set.insert({begin, begin + static_cast<std::ptrdiff_t>(size)});
      }
      return set;
    };
    const auto x = shingles(a), y = shingles(b);
    std::size_t shared = 0;
    for (const auto& shingle : x) shared += y.count(shingle);
    return static_cast<double>(shared) / static_cast<double>(x.size() + y.size() - shared);
  }

  // Of few words, so that shingles repeat; one in five goes on.
  Tokens RandomTokens(std::uint64_t number, std::size_t count, std::uint64_t words) const {
    const RandomSequence random(1, RandomStream::kVocabulary, number);
    Tokens tokens(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      const bool goes_on = random.Below(2 * i, 5) == 0;
      tokens[i] = goes_on ? continuation_ : word_ + static_cast<std::int32_t>(2 * random.Below(2 * i + 1, words));
    }
    return tokens;
  }
};

TEST_F(NearDuplicates, JaccardIsThatOfPlainSets) {
  int similar = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Tokens a = RandomTokens(2 * i, 1 + i % 90, 3);
    Tokens b = i % 2 == 0 ? RandomTokens(2 * i + 1, 1 + i % 70, 3) : a;
    if (i % 2 == 1) b[b.size() / 2] = word_ + 20;
    EXPECT_DOUBLE_EQ(Similarity(a, b), PlainSimilarity(a, b)) << i;
    similar += Similarity(a, b) > 0.3;
  }
  EXPECT_GT(similar, 50);
}

TEST_F(NearDuplicates, AShortDocumentIsOneShingle) {
  EXPECT_EQ(Similarity({word_, continuation_}, {word_, continuation_}), 1.0);
  EXPECT_EQ(Similarity({word_, continuation_}, {word_}), 0.0);
}

TEST(Banding, FindsPairsAtTheThresholdAndFewBelow) {
  for (const double similarity : {0.1, 0.3, 0.5, 0.8, 0.95, 1.0}) {
    const Banding banding = BandingFor(similarity);
    EXPECT_LE(banding.bands * banding.rows, 128);
    EXPECT_GE(CandidateProbability(banding, similarity), 0.99) << similarity;
  }
  const Banding banding = BandingFor(0.8);
  EXPECT_EQ(banding.bands, 21);
  EXPECT_EQ(banding.rows, 6);
  EXPECT_LT(CandidateProbability(banding, 0.3), 0.02);
}

bool ShareABand(const std::vector<std::uint64_t>& keys) {
  const std::size_t size = keys.size() / 2;
  for (std::size_t i = 1; i < size; ++i) {
    if (keys[i] == keys[size + i]) return true;
  }
  return false;
}

TEST_F(NearDuplicates, SimilarDocumentsShareABandAndOthersDoNot) {
  const DuplicateKeys keys(vocabulary_, 0.8);
  ASSERT_EQ(keys.per_document(), 22U);
  int pairs = 0, found = 0, false_candidates = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Tokens a = RandomTokens(i, 200, 40);
    Tokens b = a;
    for (std::size_t change = 0; change < 3; ++change) b[(i * 7 + change * 61) % 200] = word_ + 100;
    std::vector<std::uint64_t> similar, other;
    keys.Append("a", a, similar), keys.Append("b", b, similar);
    keys.Append("a", a, other), keys.Append("b", RandomTokens(1000 + i, 200, 40), other);
    pairs += Similarity(a, b) >= 0.8;
    found += Similarity(a, b) >= 0.8 && ShareABand(similar);
    false_candidates += ShareABand(other);
  }
  EXPECT_GT(pairs, 100);
  EXPECT_GE(found, pairs * 98 / 100);  // 0.99 of them at the threshold itself, more above it
  EXPECT_EQ(false_candidates, 0);
}

TEST_F(NearDuplicates, TheFirstKeyIsTheTextsWithoutRegardToWhiteSpace) {
  const DuplicateKeys keys(vocabulary_, 0);
  ASSERT_EQ(keys.per_document(), 1U);
  std::vector<std::uint64_t> all;
  for (const char* text : {"One  two\n\nthree ", "One two three", "one two three"}) keys.Append(text, {}, all);
  EXPECT_EQ(all[0], all[1]);
  EXPECT_NE(all[1], all[2]);
}

}  // namespace
}  // namespace linkbert
