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

// As transformers reads them: white space behind a piece is no part of it; a line keeps its number.
TEST(Vocabulary, BlankLinesMarksAndPaddingChangeNoId) {
  const TemporaryFolder folder;
  for (const char* text : {"\xEF\xBB\xBF[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n\nb\n",
                           "[PAD]\n[UNK] \n[CLS]\t\n[SEP]\u3000\n[MASK]\na\n\nb\n\n\n",
                           "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n[MASK]\r\na  \r\n\r\nb \r\n\r\n"}) {
    WriteFileAtomically(folder / "vocab.txt", text);
    const Vocabulary vocabulary = Vocabulary::Load(folder / "vocab.txt");
    EXPECT_EQ(vocabulary.Find("b"), 7);
    EXPECT_EQ(vocabulary.size(), 8);
    EXPECT_EQ(vocabulary.ToText(), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n\nb\n");
  }
}

TEST(Vocabulary, ALineThatIsNoPieceIsRefused) {
  const std::string message = LoadFailure("[PAD]\n" + std::string(5000, 'x') + "\n");
  EXPECT_THAT(message, testing::AllOf(HasSubstr("vocab.txt:2"), HasSubstr("5000 bytes"), HasSubstr("4096")));
}

TEST(Vocabulary, AddedTokensFollowThePiecesOrKeepTheirIds) {
  const Vocabulary vocabulary(
      {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##b"},
      {{.content = "[E]", .special = true}, {.content = "a", .normalized = true}, {.content = "##c"}}, "test");
  EXPECT_EQ(vocabulary.size(), 9);
  EXPECT_EQ(vocabulary.base_size(), 7);
  EXPECT_EQ(vocabulary.Find("[E]"), 7);
  EXPECT_TRUE(vocabulary.IsSpecial(7));
  EXPECT_FALSE(vocabulary.IsSpecial(5));
  EXPECT_FALSE(vocabulary.IsContinuation(8)) << "an added token continues nothing";
  EXPECT_FALSE(vocabulary.HasUsualAddedTokens());
  EXPECT_TRUE(MakeVocabulary({"a"}).HasUsualAddedTokens());
  EXPECT_EQ(vocabulary.ToText(), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\n");
}

TEST(Vocabulary, MoreAddedTokensGiveNoIdAway) {
  const Vocabulary vocabulary = MakeVocabulary({"a"});
  const Vocabulary more =
      vocabulary.WithAddedTokens({{.content = "[E]", .special = true}, {.content = "[SEP]"}}, "test");
  EXPECT_EQ(more.size(), 7);
  EXPECT_EQ(more.sep_id(), 3);
  EXPECT_EQ(more.WithAddedTokens({{.content = "[E]"}}, "test").DifferenceFrom(more), "");
  EXPECT_THAT(more.DifferenceFrom(vocabulary), HasSubstr("7 tokens, not 6"));
}

TEST(Vocabulary, AddedTokensThatTransformersWouldGiveOtherIdsAreRefused) {
  const std::vector<std::string> pieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a"};
  EXPECT_THROW(Vocabulary(pieces, {{.content = "[E]", .id = 8}}, "x"), Error);
  EXPECT_THROW(Vocabulary(pieces, {{.content = "a", .id = 6}}, "x"), Error);
  EXPECT_THROW(Vocabulary(pieces, {{.content = "[E]", .id = 6}, {.content = "[E]", .id = 7}}, "x"), Error);
  EXPECT_THROW(Vocabulary(pieces, {{.content = "a"}, {.content = "a"}}, "x"), Error);
  EXPECT_THROW(Vocabulary(pieces, {{.content = ""}}, "x"), Error);
}

TEST(Vocabulary, DifferencesNameTheTokenOrItsFlags) {
  const std::vector<std::string> pieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a"};
  EXPECT_THAT(MakeVocabulary({"b"}).DifferenceFrom(MakeVocabulary({"a"})), HasSubstr("token 5 is \"b\", not \"a\""));
  const Vocabulary left(pieces, {{.content = "a", .lstrip = true}}, "x"), plain(pieces, {{.content = "a"}}, "x");
  EXPECT_THAT(left.DifferenceFrom(plain), testing::AllOf(HasSubstr("\"a\""), HasSubstr("lstrip true")));
  EXPECT_THAT(left.DifferenceFrom(MakeVocabulary({"a"})), HasSubstr("\"a\" is an added token here alone"));
  EXPECT_EQ(left.DifferenceFrom(left), "");
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
