// Pieces as text for people.
#include "data/tokens/piece_text.h"

#include <gtest/gtest.h>

#include <vector>

namespace linkbert {
namespace {

const Vocabulary& Pieces() {
  static const Vocabulary kPieces({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "link", "##ed", "text"});
  return kPieces;
}

TEST(PieceText, ContinuationsAreJoined) {
  EXPECT_EQ(PlainText(Pieces(), std::vector<std::int32_t>{5, 6, 7}), "linked text");
}

TEST(PieceText, APieceKnowsWhereItBegins) {
  std::string text;
  EXPECT_EQ(AppendPiece(Pieces(), 6, text), 0U) << "a text may begin within a word";
  EXPECT_EQ(AppendPiece(Pieces(), 6, text), 2U);
  EXPECT_EQ(AppendPiece(Pieces(), 7, text), 5U);
  EXPECT_EQ(text, "eded text");
}

}  // namespace
}  // namespace linkbert
