#include "data/tokens/wordpiece_trainer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/error.h"
#include "base/philox.h"
#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

using testing::ElementsAre;

WordCounts CountsOf(const std::vector<std::pair<std::string, std::uint64_t>>& words) {
  WordCounts counts(BertNormalizer(false));
  for (const auto& [word, count] : words) counts.AddWord(word, count);
  return counts;
}

// What was learnt: the pieces behind the special ones and the alphabet.
std::vector<std::string> Joined(const std::vector<std::string>& pieces) {
  std::vector<std::string> joined;
  for (const std::string& piece : pieces) {
    const std::size_t prefix = piece.starts_with("##") ? 2 : 0;
    if (piece.front() != '[' && piece.size() - prefix > 1) joined.push_back(piece);
  }
  return joined;
}

// The definition, counting every pair anew for every join. ASCII words.
std::vector<std::string> JoinSlowly(const WordCounts& counts, std::size_t joins, std::uint64_t minimum) {
  std::map<std::string, std::vector<std::string>> words;
  for (const auto& [word, count] : counts.map()) {
    for (std::size_t i = 0; i < word.size(); ++i) words[word].push_back((i > 0 ? "##" : "") + word.substr(i, 1));
  }
  std::vector<std::string> joined;
  while (joined.size() < joins) {
    std::map<std::pair<std::string, std::string>, std::uint64_t> pairs;
    for (const auto& [word, pieces] : words) {
      for (std::size_t i = 0; i + 1 < pieces.size(); ++i) pairs[{pieces[i], pieces[i + 1]}] += counts.Count(word);
    }
    const auto best =
        std::ranges::max_element(pairs, {}, [](const auto& pair) { return pair.second; });  // the first of equals
    if (best == pairs.end() || best->second < minimum) break;
    const auto [left, right] = best->first;
    const std::string piece = left + right.substr(2);
    if (std::ranges::find(joined, piece) == joined.end()) joined.push_back(piece);
    for (auto& [word, pieces] : words) {
      for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
        if (pieces[i] != left || pieces[i + 1] != right) continue;
        pieces[i] = piece;
        pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      }
    }
  }
  return joined;
}

TEST(TrainVocabulary, SpecialPiecesThenTheAlphabetThenJoins) {
  const auto pieces = TrainVocabulary(CountsOf({{"ba", 3}, {".", 1}}), {.size = 100});
  EXPECT_THAT(pieces, ElementsAre("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "a", "b", "##a", "##b", "ba"));
}

TEST(TrainVocabulary, AgreesWithTheSlowDefinitionOnRandomWords) {
  std::size_t total = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    WordCounts counts(BertNormalizer(false));
    for (std::uint32_t i = 0; i < 40; ++i) {
      const RandomSequence random(seed, RandomStream::kVocabulary, i);
      std::string word;
      for (std::uint32_t k = 0; k <= random.Below(0, 9); ++k) word += "abc"[random.Below(k + 2, 3)];
      counts.AddWord(word, 1 + random.Below(1, 5));
    }
    const auto joined = Joined(TrainVocabulary(counts, {.size = 5 + 6 + 30}));
    ASSERT_EQ(joined, JoinSlowly(counts, 30, 2)) << "seed " << seed;
    total += joined.size();
  }
  EXPECT_GT(total, 2000U);
}

TEST(TrainVocabulary, TiesGoToTheSmallerStrings) {
  const auto pieces = TrainVocabulary(CountsOf({{"xy", 5}, {"ab", 5}, {"ac", 5}}), {.size = 100});
  EXPECT_THAT(Joined(pieces), ElementsAre("ab", "ac", "xy"));
}

TEST(TrainVocabulary, StopsAtTheSize) {
  const auto pieces = TrainVocabulary(CountsOf({{"abcdef", 9}}), {.size = 5 + 12 + 2});
  EXPECT_EQ(pieces.size(), 19U);
}

TEST(TrainVocabulary, RarePairsAreNotJoined) {
  const auto words = CountsOf({{"ab", 2}, {"cd", 3}});
  EXPECT_THAT(Joined(TrainVocabulary(words, {.size = 100, .minimum_count = 3})), ElementsAre("cd"));
}

TEST(TrainVocabulary, WordsOutsideTheAlphabetTakeNoPart) {
  const auto pieces = TrainVocabulary(CountsOf({{"aab", 9}, {"ax", 8}}), {.size = 100, .alphabet = 2});
  // 26 a's, 9 b's, 8 x's.
  EXPECT_THAT(pieces, ElementsAre("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##a", "##b", "##ab", "aab"));
}

TEST(TrainVocabulary, EveryWordOfTheAlphabetCanBeTokenized) {
  const auto texts = CountsOf({{"\u00e9t\u00e9", 4}, {"\u4e2d", 2}, {"abc", 3}});
  const Vocabulary vocabulary(TrainVocabulary(texts, {.size = 20}));
  Encoding encoding;
  WordPieceTokenizer(vocabulary, {.normalizer = BertNormalizer(false)}).Encode("cab b\u00e9a \u4e2d\u4e2d t", encoding);
  EXPECT_THAT(encoding.ids, testing::Each(testing::Ne(vocabulary.unknown_id())));
}

TEST(TrainVocabulary, RefusesASizeBelowTheAlphabetAndNoWords) {
  const auto fails_with = [](const WordCounts& counts, std::int64_t size) {
    try {
      TrainVocabulary(counts, {.size = size});
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::kInternal;
  };
  EXPECT_EQ(fails_with(CountsOf({{"abc", 1}}), 10), ErrorCode::kUsage);  // wants 5 + 2 * 3
  EXPECT_EQ(fails_with(CountsOf({}), 100), ErrorCode::kInput);
}

}  // namespace
}  // namespace linkbert
