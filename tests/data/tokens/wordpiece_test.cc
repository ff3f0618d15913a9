#include "data/tokens/wordpiece.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/philox.h"
#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::Pair;

Encoding Encode(const Vocabulary& vocabulary, std::string_view text, const TokenizerOptions& options = {}) {
  Encoding encoding;
  WordPieceTokenizer(vocabulary, options).Encode(text, encoding);
  return encoding;
}

TEST(WordPieceTokenizer, HardTextsMatchTheGoldenFile) {
  const nlohmann::json golden = ReadGolden("tokenizer_cases.json");
  const Vocabulary vocabulary(golden.at("pieces").get<std::vector<std::string>>());
  const WordPieceTokenizer cased(vocabulary, {.normalizer = BertNormalizer(false)});
  const WordPieceTokenizer uncased(vocabulary, {.normalizer = BertNormalizer(true)});
  Encoding encoding;
  for (const nlohmann::json& line : golden.at("cases")) {
    const auto text = line.at("text").get<std::string>();
    (line.at("case") == "cased" ? cased : uncased).Encode(text, encoding);
    EXPECT_EQ(encoding.ids, line.at("ids").get<std::vector<std::int32_t>>()) << line;
    EXPECT_EQ(CodePointOffsets(text, encoding), line.at("offsets").get<Offsets>()) << line;
  }
  EXPECT_GT(golden.at("cases").size(), 100U);
}

TEST(WordPieceTokenizer, OffsetsAreBytesOfTheOriginalText) {
  const Vocabulary vocabulary = MakeVocabulary({"caf", "##es"});
  const Encoding encoding = Encode(vocabulary, " CAF\u00c9S");
  EXPECT_THAT(PiecesOf(vocabulary, encoding), ElementsAre("caf", "##es"));
  EXPECT_THAT(ByteOffsets(encoding), ElementsAre(Pair(1, 4), Pair(4, 7)));
}

TEST(WordPieceTokenizer, MalformedBytesAreDroppedAsTheReplacementCharacterIs) {
  const Vocabulary vocabulary = MakeVocabulary({"he", "##llo", "a"});
  const Encoding encoding = Encode(vocabulary, "\xFFhe\x80llo\xE2\x82 \xC3 a");
  EXPECT_THAT(PiecesOf(vocabulary, encoding), ElementsAre("he", "##llo", "a"));
  EXPECT_THAT(ByteOffsets(encoding), ElementsAre(Pair(1, 3), Pair(4, 7), Pair(12, 13)));
}

TEST(WordPieceTokenizer, LiteralSpecialPiecesAreSplitOnRequestOnly) {
  const Vocabulary vocabulary = MakeVocabulary({"a", "[", "]", "mask", "sep"});
  EXPECT_THAT(PiecesOf(vocabulary, Encode(vocabulary, "a[SEP]a[MASK]")), ElementsAre("a", "[SEP]", "a", "[MASK]"));
  const Encoding plain = Encode(vocabulary, "a[SEP]", {.normalizer = BertNormalizer(true), .split_special = false});
  EXPECT_THAT(PiecesOf(vocabulary, plain), ElementsAre("a", "[", "sep", "]"));
}

TEST(WordPieceTokenizer, WordsAboveOneHundredCharactersAreUnknown) {
  const Vocabulary vocabulary = MakeVocabulary({"a", "##a"});
  EXPECT_EQ(Encode(vocabulary, std::string(100, 'a')).ids.size(), 100U);
  const Encoding encoding = Encode(vocabulary, fmt::format("a {} a", std::string(101, 'a')));
  EXPECT_THAT(PiecesOf(vocabulary, encoding), ElementsAre("a", "[UNK]", "a"));
  EXPECT_THAT(ByteOffsets(encoding), ElementsAre(Pair(0, 1), Pair(2, 103), Pair(104, 105)));
}

// Bytes that are often parts of characters, controls, punctuation or letters of the vocabulary below.
std::string RandomBytes(std::uint64_t seed) {
  const std::string_view frequent("ab[]#.\xC3\xA9\xCC\x81\xE4\xB8\xAD\xF0\x9D\x85\x9E\xED\x95\x9C \x00", 22);
  const RandomSequence random(seed, RandomStream::kVocabulary, 0);
  std::string text(random.Below(0, 60), '\0');
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    const std::uint64_t draw = random.Bits(i + 1);
    text[i] = draw % 4 == 0 ? static_cast<char>(draw >> 8) : frequent[(draw >> 8) % frequent.size()];
  }
  return text;
}

TEST(WordPieceTokenizer, OffsetsOfAnyBytesAreOrderedWholeCharacters) {
  const Vocabulary vocabulary =
      MakeVocabulary({"a", "b", "##a", "##b", "[", "]", "#", ".", "\u4e2d", "\u00e9", "##\u0301"});
  for (const bool lower_case : {false, true}) {
    const WordPieceTokenizer tokenizer(vocabulary, {.normalizer = BertNormalizer(lower_case)});
    Encoding encoding;
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
      const std::string text = RandomBytes(seed);
      tokenizer.Encode(text, encoding);
      const std::vector<std::uint32_t> before = CodePointsBefore(text);
      std::uint32_t last = 0;
      for (const auto& [begin, end] : ByteOffsets(encoding)) {
        ASSERT_TRUE(last <= begin && begin < end && end <= text.size()) << "seed " << seed;
        ASSERT_TRUE(before[begin + 1] > before[begin]) << "seed " << seed;
        ASSERT_TRUE(end == text.size() || before[end + 1] > before[end]) << "seed " << seed;
        last = begin;
      }
    }
  }
}

TEST(WordPieceTokenizer, EncodeReplacesWhatTheEncodingHeld) {
  const Vocabulary vocabulary = MakeVocabulary({"a"});
  const WordPieceTokenizer tokenizer(vocabulary, {});
  Encoding encoding;
  tokenizer.Encode("a a", encoding);
  tokenizer.Encode("a", encoding);
  EXPECT_EQ(encoding.ids.size(), 1U);
  tokenizer.Encode("", encoding);
  EXPECT_TRUE(encoding.ids.empty() && encoding.begin.empty() && encoding.end.empty());
}

TEST(WordPieceTokenizer, SurvivesAMove) {
  const Vocabulary vocabulary = MakeVocabulary({"a"});
  WordPieceTokenizer first(vocabulary, {.normalizer = BertNormalizer(false)});
  const WordPieceTokenizer second(std::move(first));
  Encoding encoding;
  second.Encode("a", encoding);
  EXPECT_EQ(encoding.ids, std::vector<std::int32_t>{5});
  EXPECT_FALSE(second.options().normalizer.lower_case);
  EXPECT_EQ(&second.vocabulary(), &vocabulary);
}

}  // namespace
}  // namespace linkbert
