#include "data/tokens/piece_trie.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/philox.h"
#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

// WordPiece as its definition says: try every length from the longest on, at every place.
bool MatchByBruteForce(const Vocabulary& vocabulary, std::string_view word, std::vector<std::int32_t>& ids) {
  for (std::size_t begin = 0; begin < word.size();) {
    std::size_t length = word.size() - begin;
    std::int32_t id = -1;
    for (; length > 0 && id < 0; --length) {
      id = vocabulary.Find((begin > 0 ? "##" : "") + std::string(word.substr(begin, length)));
      if (id >= 0) break;
    }
    if (id < 0) return false;
    ids.push_back(id);
    begin += length;
  }
  return true;
}

std::string RandomWord(const RandomSequence& random, std::uint32_t draw, std::size_t longest) {
  std::string word;
  const std::size_t length = 1 + random.Below(draw, longest);
  for (std::uint32_t i = 0; i < length; ++i) word += "abc"[random.Below(draw + 1 + i, 3)];
  return word;
}

Vocabulary RandomVocabulary(const RandomSequence& random) {
  std::set<std::string> pieces;
  for (std::uint32_t i = 0; i < 30; ++i) {
    pieces.insert((random.Below(i * 20, 3) > 0 ? "##" : "") + RandomWord(random, i * 20 + 1, 6));
  }
  return MakeVocabulary({pieces.begin(), pieces.end()});
}

TEST(PieceTrie, AgreesWithBruteForceOnRandomVocabularies) {
  std::size_t matches = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Vocabulary vocabulary = RandomVocabulary({seed, RandomStream::kVocabulary, 0});
    const PieceTrie trie(vocabulary);
    const RandomSequence random(seed, RandomStream::kVocabulary, 1);
    for (std::uint32_t i = 0; i < 200; ++i) {
      const std::string word = RandomWord(random, i * 32, 20);
      std::vector<std::int32_t> wanted, seen;
      const bool expected = MatchByBruteForce(vocabulary, word, wanted);
      ASSERT_EQ(trie.Match(word, seen), expected) << "seed " << seed << ", word " << word;
      if (!expected) continue;
      ASSERT_EQ(seen, wanted) << "seed " << seed << ", word " << word;
      ++matches;
    }
  }
  EXPECT_GT(matches, 4000U);  // enough words have a cut for the comparison to mean something
}

TEST(PieceTrie, NeverCutsInsideACharacter) {
  // U+00E9 is C3 A9, U+00E8 is C3 A8: they share their first byte.
  const Vocabulary vocabulary = MakeVocabulary({"a", "##\u00e9", "a\u00e9x", "\u00e8"});
  const PieceTrie trie(vocabulary);
  std::vector<std::int32_t> ids;
  EXPECT_TRUE(trie.Match("a\u00e9", ids));
  EXPECT_EQ(ids, (std::vector<std::int32_t>{5, 6}));
  EXPECT_FALSE(trie.Match("a\u00e8", ids));
}

TEST(PieceTrie, PiecesThatNoWordCanHoldAreIgnored) {
  const Vocabulary vocabulary = MakeVocabulary({"a", "##", "##\xC3", "\xC3", ""});
  const PieceTrie trie(vocabulary);
  std::vector<std::int32_t> ids;
  EXPECT_TRUE(trie.Match("a", ids));
  EXPECT_FALSE(trie.Match("\u00e9", ids));
  EXPECT_FALSE(trie.Match("", ids));
}

TEST(PieceTrie, PieceBytesLeaveThePrefixOut) {
  const Vocabulary vocabulary = MakeVocabulary({"ab", "##abc", "##"});
  const PieceTrie trie(vocabulary);
  EXPECT_EQ(trie.PieceBytes(5), 2U);
  EXPECT_EQ(trie.PieceBytes(6), 3U);
  EXPECT_EQ(trie.PieceBytes(7), 0U);
}

}  // namespace
}  // namespace linkbert
