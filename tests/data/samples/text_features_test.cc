#include "data/samples/text_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/prepare_support.h"

namespace linkbert {
namespace {

using testing::ElementsAre;

// What tokenizers 0.10.3 keeps, worked out by its rule; the originally longer text gets the odd piece.
TEST(TextFeatures, TruncatesTheLongestFirst) {
  EXPECT_EQ(TruncateLongestFirst({3, 4}, 7), (TextLengths{3, 4}));
  EXPECT_EQ(TruncateLongestFirst({3, 40}, 10), (TextLengths{3, 7}));
  EXPECT_EQ(TruncateLongestFirst({40, 3}, 10), (TextLengths{7, 3}));
  EXPECT_EQ(TruncateLongestFirst({40, 30}, 11), (TextLengths{6, 5}));
  EXPECT_EQ(TruncateLongestFirst({30, 40}, 11), (TextLengths{5, 6}));
  EXPECT_EQ(TruncateLongestFirst({7, 6}, 11), (TextLengths{6, 5}));
  EXPECT_EQ(TruncateLongestFirst({9, 9}, 11), (TextLengths{5, 6}));
  EXPECT_EQ(TruncateLongestFirst({40, 0}, 10), (TextLengths{10, 0}));
  EXPECT_EQ(TruncateLongestFirst({0, 40}, 10), (TextLengths{0, 10}));
}

std::vector<std::string> Pieces(const TextFeatures& features, const Vocabulary& vocabulary) {
  std::vector<std::string> pieces;
  for (const std::int32_t id : features.token_ids) pieces.push_back(vocabulary.Piece(id));
  return pieces;
}

TEST(TextFeatures, OneTextAndTwo) {
  const Vocabulary vocabulary = test::SpellingVocabulary({"one", "two", "three"});
  const WordPieceTokenizer tokenizer(vocabulary, {});
  const TextFeatures one = BuildTextFeatures(tokenizer, "One two", std::nullopt, 8);
  EXPECT_THAT(Pieces(one, vocabulary), ElementsAre("[CLS]", "one", "two", "[SEP]"));
  EXPECT_EQ(one.second_begin, 4);
  const TextFeatures two = BuildTextFeatures(tokenizer, "one two three one two", "three", 8);
  EXPECT_THAT(Pieces(two, vocabulary), ElementsAre("[CLS]", "one", "two", "three", "one", "[SEP]", "three", "[SEP]"));
  EXPECT_EQ(two.second_begin, 6);
  const TextFeatures empty = BuildTextFeatures(tokenizer, "one", "", 8);
  EXPECT_THAT(Pieces(empty, vocabulary), ElementsAre("[CLS]", "one", "[SEP]", "[SEP]"));
}

TEST(TextFeatures, SequencesLieOneAfterAnother) {
  Batch batch;
  AppendSequence({{2, 9, 3, 8, 3}, 3}, 70, batch);
  AppendSequence({{2, 3}, 2}, 71, batch);
  EXPECT_THAT(batch.token_ids, ElementsAre(2, 9, 3, 8, 3, 2, 3));
  EXPECT_THAT(batch.token_type_ids, ElementsAre(0, 0, 0, 1, 1, 0, 0));
  EXPECT_THAT(batch.position_ids, ElementsAre(0, 1, 2, 3, 4, 0, 1));
  EXPECT_THAT(batch.cu_seqlens, ElementsAre(0, 5, 7));
  EXPECT_THAT(batch.sample_index, ElementsAre(70U, 71U));
}

}  // namespace
}  // namespace linkbert
