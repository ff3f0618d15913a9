#include "data/tokens/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

using testing::HasSubstr;

// The message of the Error that loading `text` throws; empty where it throws none.
std::string LoadFailure(const std::string& text) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "vocab.txt", text);
  try {
    Vocabulary::Load(folder / "vocab.txt");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    return error.what();
  }
  return "";
}

TEST(Vocabulary, LineNumbersAreIds) {
  const Vocabulary vocabulary = MakeVocabulary({"a", "##b"});
  EXPECT_EQ(vocabulary.size(), 7);
  EXPECT_EQ(vocabulary.Find("##b"), 6);
  EXPECT_EQ(vocabulary.Piece(5), "a");
  EXPECT_EQ(vocabulary.Find("b"), -1);
}

TEST(Vocabulary, KnowsSpecialAndContinuationPieces) {
  const Vocabulary vocabulary = MakeVocabulary({"a", "##b"});
  EXPECT_EQ(vocabulary.pad_id(), 0);
  EXPECT_EQ(vocabulary.unknown_id(), 1);
  EXPECT_EQ(vocabulary.cls_id(), 2);
  EXPECT_EQ(vocabulary.sep_id(), 3);
  EXPECT_EQ(vocabulary.mask_id(), 4);
  EXPECT_TRUE(vocabulary.IsSpecial(4));
  EXPECT_FALSE(vocabulary.IsSpecial(5));
  EXPECT_TRUE(vocabulary.IsContinuation(6));
  EXPECT_FALSE(vocabulary.IsContinuation(5));
}

TEST(Vocabulary, LoadTakesEveryLineEndingAndGivesTheSameText) {
  const TemporaryFolder folder;
  for (const char* text : {"[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na",
                           "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n[MASK]\r\na\r\n"}) {
    WriteFileAtomically(folder / "vocab.txt", text);
    const Vocabulary vocabulary = Vocabulary::Load(folder / "vocab.txt");
    EXPECT_EQ(vocabulary.size(), 6);
    EXPECT_EQ(vocabulary.ToText(), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n");
  }
}

TEST(Vocabulary, EmptyFileIsRefused) { EXPECT_THAT(LoadFailure(""), HasSubstr("vocab.txt")); }

TEST(Vocabulary, MissingSpecialPieceIsNamed) {
  EXPECT_THAT(LoadFailure("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n"), HasSubstr("[MASK]"));
}

TEST(Vocabulary, DuplicateNamesBothLines) {
  const std::string message = LoadFailure("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ntwice\nx\ntwice\n");
  EXPECT_THAT(message, HasSubstr("vocab.txt:8"));
  EXPECT_THAT(message, HasSubstr("line 6"));
}

TEST(Vocabulary, MissingFileIsNamed) {
  const TemporaryFolder folder;
  EXPECT_THROW(Vocabulary::Load(folder / "none.txt"), Error);
}

}  // namespace
}  // namespace linkbert
