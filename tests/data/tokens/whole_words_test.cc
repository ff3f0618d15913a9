#include "data/tokens/whole_words.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/philox.h"
#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

TEST(WholeWords, FindsTheWordsThatAVocabularyHasAndNoOthers) {
  const RandomSequence random(1, RandomStream::kVocabulary, 0);
  std::set<std::string> pieces = {"##ab", "##", "antidisestablishment", "sixteen bytes...", "\u00e9"};
  for (std::uint32_t i = 0; i < 3000; ++i) {
    std::string word;
    const std::size_t length = 1 + random.Below(i * 20, 17);
    for (std::uint32_t at = 0; at < length; ++at) word += "ab"[random.Below(i * 20 + 1 + at, 2)];
    pieces.insert(word);
  }
  const Vocabulary vocabulary = MakeVocabulary({pieces.begin(), pieces.end()});
  const WholeWords words(vocabulary);
  for (std::int32_t id = 0; id < vocabulary.size(); ++id) {
    const std::string& piece = vocabulary.Piece(id);
    const bool found = !vocabulary.IsContinuation(id) && piece.size() <= WholeWords::kMostBytes;
    EXPECT_EQ(words.Find(piece), found ? id : -1) << piece;
    for (const std::string& other : {piece + "a", "b" + piece, piece.substr(1) + "c", piece + std::string(1, '\0')}) {
      const std::int32_t known = other.size() > WholeWords::kMostBytes ? -1 : vocabulary.Find(other);
      EXPECT_EQ(words.Find(other), known >= 0 && vocabulary.IsContinuation(known) ? -1 : known) << other;
    }
  }
}

}  // namespace
}  // namespace linkbert
