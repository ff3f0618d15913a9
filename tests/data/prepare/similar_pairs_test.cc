// SimilarPairs joins the same documents as comparing every two, and does not compare every two.
#include "data/prepare/similar_pairs.h"

#include <gtest/gtest.h>

#include <numeric>

#include "base/philox.h"
#include "tests/support/prepare_support.h"

namespace linkbert {
namespace {

using Tokens = std::vector<std::int32_t>;
using Sets = std::vector<std::uint32_t>;  // of each document: the first one it is joined with

std::uint32_t First(Sets& sets, std::uint32_t i) {
  while (sets[i] != i) i = sets[i];
  return i;
}
void Join(Sets& sets, std::uint32_t i, std::uint32_t j) {
  i = First(sets, i), j = First(sets, j);
  sets[std::max(i, j)] = std::min(i, j);
}

class SimilarPairsTest : public testing::Test {
 protected:
  static Tokens Random(std::uint64_t number, std::uint32_t count, std::uint64_t words) {
    const RandomSequence random(3, RandomStream::kVocabulary, number);
    Tokens tokens(count);
    for (std::uint32_t i = 0; i < count; ++i) tokens[i] = 5 + static_cast<std::int32_t>(random.Below(i, words));
    return tokens;
  }
  // A text of a template: all the same but for `own` words in the middle.
  static Tokens OfTemplate(std::uint64_t number, std::uint32_t length, std::uint32_t own, std::uint64_t words) {
    Tokens tokens = Random(0, length, 80);
    const Tokens mine = Random(number + 1, own, words);
    std::copy(mine.begin(), mine.end(), tokens.begin() + length / 2);
    return tokens;
  }
  std::vector<Shingles> Of(const std::vector<Tokens>& documents) const {
    std::vector<Shingles> sets;
    for (const Tokens& document : documents) sets.emplace_back(document, vocabulary_);
    return sets;
  }
  static Sets Apart(std::size_t count) {
    Sets sets(count);
    std::iota(sets.begin(), sets.end(), 0U);
    return sets;
  }
  static Sets Plain(const std::vector<Shingles>& documents, Sets sets, double least) {
    for (std::uint32_t j = 0; j < documents.size(); ++j) {
      for (std::uint32_t i = 0; i < j; ++i) {
        if (Jaccard(documents[i], documents[j]) >= least) Join(sets, i, j);
      }
    }
    for (std::uint32_t i = 0; i < sets.size(); ++i) sets[i] = First(sets, i);
    return sets;
  }
  static Sets Joined(const std::vector<Shingles>& documents, Sets sets, double least) {
    for (const SimilarPair& pair : SimilarPairs(documents, sets, least)) {
      EXPECT_LT(pair.first, pair.second);
      EXPECT_GE(Jaccard(documents[pair.first], documents[pair.second]), least);
      EXPECT_NE(First(sets, pair.first), First(sets, pair.second)) << "joined already";
      Join(sets, pair.first, pair.second);
    }
    for (std::uint32_t i = 0; i < sets.size(); ++i) sets[i] = First(sets, i);
    return sets;
  }

  const Vocabulary vocabulary_ = [] {
    std::vector<std::string> words;
    for (int i = 0; i < 3000; ++i) words.push_back(fmt::format("word{}", i));
    return test::SpellingVocabulary(words);
  }();
};

TEST_F(SimilarPairsTest, JoinWhatComparingEveryTwoJoins) {
  for (const double least : {0.1, 0.5, 0.8, 0.95, 1.0}) {
    std::vector<Tokens> documents;
    for (std::uint64_t i = 0; i < 120; ++i) {
      documents.push_back(OfTemplate(i % 90, 40, static_cast<std::uint32_t>(i % 12), i % 3 == 0 ? 4 : 2000));
      if (i % 10 == 0)
        documents.push_back(Random(i, static_cast<std::uint32_t>(i % 7), 3));  // also none, and few words
    }
    const std::vector<Shingles> sets = Of(documents);
    EXPECT_EQ(Joined(sets, Apart(sets.size()), least), Plain(sets, Apart(sets.size()), least)) << least;
  }
}

TEST_F(SimilarPairsTest, GoOnFromWhatIsJoined) {
  std::vector<Tokens> documents;
  for (std::uint64_t i = 0; i < 60; ++i) documents.push_back(OfTemplate(i, 60, static_cast<std::uint32_t>(i % 9), 500));
  const std::vector<Shingles> sets = Of(documents);
  Sets before = Apart(sets.size());
  for (std::uint32_t i = 3; i < 60; i += 7) before[i] = i - 3;
  EXPECT_EQ(Joined(sets, before, 0.8), Plain(sets, before, 0.8));
}

// Comparing every two of these took minutes: texts of one template that are not similar enough, copies, and a crowd of
// texts that are all similar to each other.
TEST_F(SimilarPairsTest, ManyTextsOfOneTemplateAreNotComparedWithEachOther) {
  constexpr std::uint32_t kMany = 20'000;
  std::vector<Tokens> documents;
  for (std::uint32_t i = 0; i < kMany; ++i) documents.push_back(OfTemplate(i, 40, 8, 3000));
  std::vector<Shingles> sets = Of(documents);
  EXPECT_LT(SimilarPairs(sets, Apart(kMany), 0.8).size(), 10U);
  documents.assign(kMany, Random(1, 40, 3000));
  EXPECT_EQ(SimilarPairs(Of(documents), Apart(kMany), 0.8).size(), kMany - 1);
  for (std::uint32_t i = 0; i < kMany; ++i) documents[i] = OfTemplate(i, 90, 1, 3000);
  EXPECT_EQ(SimilarPairs(Of(documents), Apart(kMany), 0.5).size(), kMany - 1);
}

}  // namespace
}  // namespace linkbert
