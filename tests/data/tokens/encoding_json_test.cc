#include "data/tokens/encoding_json.h"

#include <gtest/gtest.h>

#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

std::string Tokenize(std::string_view text, const EncodingFormat& format) {
  const Vocabulary vocabulary = MakeVocabulary({"caf", "##es", "\u00e9"});
  Encoding encoding;
  WordPieceTokenizer(vocabulary, {.normalizer = BertNormalizer(true)}).Encode(text, encoding);
  return EncodingToJson(vocabulary, text, encoding, format);
}

TEST(EncodingToJson, WritesIdsAndPieces) {
  EXPECT_EQ(Tokenize("caf\u00e9s x", {}), R"({"ids":[5,6,1],"tokens":["caf","##es","[UNK]"]})");
}

TEST(EncodingToJson, OffsetsAreCodePoints) {
  EXPECT_EQ(Tokenize("\u2014 CAF\u00c9S", {.offsets = true}),
            R"({"ids":[1,5,6],"tokens":["[UNK]","caf","##es"],"offsets":[[0,1],[2,5],[5,7]]})");
}

TEST(EncodingToJson, SpecialPiecesStandAtPlaceZero) {
  EXPECT_EQ(Tokenize("caf", {.offsets = true, .special = true}),
            R"({"ids":[2,5,3],"tokens":["[CLS]","caf","[SEP]"],"offsets":[[0,0],[0,3],[0,0]]})");
}

TEST(EncodingToJson, EmptyTextHasEmptyLists) {
  EXPECT_EQ(Tokenize("", {.offsets = true}), R"({"ids":[],"tokens":[],"offsets":[]})");
}

TEST(EncodingToJson, PiecesThatAreNotUtf8AreStillJson) {
  const Vocabulary vocabulary = MakeVocabulary({"a\xFF"});
  const Encoding encoding{{5}, {0}, {1}};
  EXPECT_EQ(EncodingToJson(vocabulary, "x", encoding, {}), "{\"ids\":[5],\"tokens\":[\"a\uFFFD\"]}");
}

}  // namespace
}  // namespace linkbert
