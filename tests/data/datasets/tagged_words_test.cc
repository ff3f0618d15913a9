// Words with tags: BLURB's entity files, PICO, people's CoNLL files, and what is wrong with some.
#include "data/datasets/tagged_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/data/datasets/task_support.h"

namespace linkbert {
namespace {

using test::Converted;
using test::ConvertLines;
using test::ErrorOf;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

Converted Words(const char* dataset, const std::string& raw, const TaggedWordsFormat& format = {}) {
  return ConvertLines(raw, [&](RawLines& lines, PartLines& out) {
    ConvertTaggedWords(dataset == nullptr ? nullptr : &RequireDataset(dataset), format, lines, out);
  });
}

TEST(TaggedWords, SentencesEndAtBlankLines) {
  const Converted words = Words("ncbi", "\xEF\xBB\xBF-DOCSTART- (1)\r\n\r\n22\tB\r\n-\tI\r\n\r\n\r\n\xCE\xB1-x\tO\r\n");
  EXPECT_EQ(words.lines,
            "{\"tokens\": [\"22\", \"-\"], \"ner_tags\": [\"B\", \"I\"], \"id\": \"0\"}\n"
            "{\"tokens\": [\"\\u03b1-x\"], \"ner_tags\": [\"O\"], \"id\": \"1\"}\n");
  EXPECT_EQ(words.account.written, 2U);
  EXPECT_EQ(words.account.units, 1U);  // mentions
}

TEST(TaggedWords, GenesProteinsAndTypes) {
  EXPECT_EQ(Words("bc2gm", "p53\tB\n\n").lines, "{\"tokens\": [\"p53\"], \"ner_tags\": [\"B\"], \"id\": \"0\"}\n");
  EXPECT_EQ(Words("jnlpba", "IL-2\tB-DNA\ngene\tI-DNA\n").lines,
            "{\"tokens\": [\"IL-2\", \"gene\"], \"ner_tags\": [\"B-DNA\", \"I-DNA\"], \"id\": \"0\"}\n");
}

TEST(TaggedWords, PicoCountsEveryWordByItself) {
  const Converted words = Words("ebmnlp", "Xylitol\tI-INT\nfor\tO\nmen\tI-PAR\n\n", {.begin_only = true});
  EXPECT_EQ(
      words.lines,
      "{\"tokens\": [\"Xylitol\", \"for\", \"men\"], \"ner_tags\": [\"B-INT\", \"O\", \"B-PAR\"], \"id\": \"0\"}\n");
  EXPECT_EQ(words.account.units, 2U);
}

TEST(TaggedWords, ColumnsOfConllFiles) {
  const std::string raw = "# text = EU rejects\n-DOCSTART- -X- O O\n\nEU NNP I-NP B-ORG\nrejects  VBZ\tI-VP O\n";
  EXPECT_EQ(Words(nullptr, raw, {.conll = true}).lines,
            "{\"tokens\": [\"EU\", \"rejects\"], \"ner_tags\": [\"B-ORG\", \"O\"], \"id\": \"0\"}\n");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Words(nullptr, "a b O\n", {.conll = true, .tag = 4}); }),
              HasSubstr(":1: 3 columns"));
}

std::string Tokens(const std::string& raw, const TaggedWordsFormat& format = {.conll = true}) {
  std::string all;
  std::istringstream lines(Words(nullptr, raw, format).lines);
  for (std::string line; std::getline(lines, line);) all += TaskJson::parse(line)["tokens"].dump();
  return all;
}

TEST(TaggedWords, AHashWithinASentenceOrWithATagIsAWord) {
  EXPECT_EQ(Tokens("say O\n# O\n1 O\n\n# O\n2 O\n"), R"(["say","#","1"]["#","2"])");
  EXPECT_EQ(Tokens("# O\n\n# B-X\na O\n"), R"(["#"]["#","a"])");  // before any other row
  EXPECT_EQ(Tokens("# O\n"), R"(["#"])");
  EXPECT_EQ(Tokens("#tag\tO\na\tO\n"), R"(["#tag","a"])");
  EXPECT_EQ(Tokens("a X O\n# X O\n"), R"(["a","#"])");
}

TEST(TaggedWords, CommentsBeforeASentenceAreLeftOutAndCounted) {
  const Converted words = Words(
      nullptr, "# newdoc\n# text = a b\n#global.columns = ID\n#\na\tO\nb\tO\n\n# sent_id = O\nc\tO\n", {.conll = true});
  EXPECT_EQ(words.account.written, 2U);
  EXPECT_EQ(words.account.skipped, (NamedCounts{{"comment line", 5}}));
  EXPECT_EQ(Tokens("# text = a B\na X Y O\n"), R"(["a"])");  // four columns, but B is the text's
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Words(nullptr, "a O\n# a comment\n", {.conll = true}); }),
              AllOf(HasSubstr(":2: 3 columns, wanted 2"), HasSubstr("within a sentence # begins no comment")));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Words(nullptr, "a O\n\n#b\n", {.conll = true}); }),
              HasSubstr(":3: 1 columns"));
}

TEST(TaggedWords, TabsOrBlanksSeparateButNotBoth) {
  EXPECT_EQ(Tokens("New York\tO\nis\tO\n"), R"(["New York","is"])");
  EXPECT_EQ(Tokens("\u00a0\tO\n\u3000\tO\n"), "[\"\u00a0\",\"\u3000\"]");
  EXPECT_THAT(Words(nullptr, "New York\tO\n", {.conll = true}).account.remarks,
              Contains(HasSubstr("1 words hold a blank")));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Words(nullptr, "a O\nNew York O\n", {.conll = true}); }),
              HasSubstr(":2: 3 columns, wanted 2 between blanks"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Words(nullptr, "a\tO\n\tO\n", {.conll = true}); }),
              HasSubstr(":2: the word's column is empty"));
  EXPECT_EQ(Tokens("a O x\nb O\n", {.conll = true, .tag = 2}), R"(["a","b"])");  // both from the first column
}

TEST(TaggedWords, DocumentMarksEndASentence) {
  const Converted words = Words(nullptr, "a O\n-DOCSTART- O\nb O\n", {.conll = true});
  EXPECT_EQ(words.account.written, 2U);
  EXPECT_EQ(words.account.skipped, (NamedCounts{{"-DOCSTART- line", 1}}));
}

TEST(TaggedWords, SchemesAreRecognisedAndTurned) {
  const std::string iob1 = "a I-X\nb I-X\nc B-X\nd O\n\ne I-Y\n";
  const Converted kept = Words(nullptr, iob1, {.conll = true});
  EXPECT_EQ(kept.account.units, 3U);
  EXPECT_THAT(kept.account.remarks, ElementsAre("tag scheme: IOB1"));
  EXPECT_THAT(kept.lines, HasSubstr(R"("ner_tags": ["I-X", "I-X", "B-X", "O"])"));
  const Converted turned = Words(nullptr, iob1, {.conll = true, .scheme = TagScheme::kIobes});
  EXPECT_THAT(turned.lines, AllOf(HasSubstr(R"("ner_tags": ["B-X", "E-X", "S-X", "O"])"), HasSubstr(R"(["S-Y"])")));
  EXPECT_THAT(turned.account.remarks, ElementsAre("tag scheme: IOB1; turned into IOBES"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Words(nullptr, "a S-X\nb U-X\n", {.conll = true}); }),
              HasSubstr("mixed"));
}

TEST(TaggedWords, LettersAtTheEndAreTurnedWhereAsked) {
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Words(nullptr, "a PER-B\n", {.conll = true}); }),
              AllOf(HasSubstr("tag \"PER-B\""), HasSubstr("--tag-letter-last")));
  EXPECT_THAT(Words(nullptr, "a PER-B\nb PER-I\nc O\n", {.conll = true, .letter_last = true}).lines,
              HasSubstr(R"("ner_tags": ["B-PER", "I-PER", "O"])"));
}

TEST(TaggedWords, WrongFilesAreNamed) {
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Words("ncbi", "a\tO\nb\n"); }), HasSubstr(":2: 1 columns, wanted two"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Words("ncbi", "1\tgene\n"); }), HasSubstr("tag \"gene\""));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Words("ncbi", "a\tI-INT\n"); }), HasSubstr("Is it EBM PICO"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Words("ebmnlp", "a\tB\n"); }), HasSubstr("not one of EBM PICO"));
}

TEST(TaggedWords, MissingBlankLinesAreNoticed) {
  std::string raw;
  for (int i = 0; i < 600; ++i) raw += "word\tO\n";
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Words("ncbi", raw); }), HasSubstr("600 words without a blank line"));
  const Converted words = Words("ncbi", raw + "\nshort\tO\n");
  EXPECT_EQ(words.account.noted, (NamedCounts{{"sentence of more than 512 words", 1}}));
}

}  // namespace
}  // namespace linkbert
