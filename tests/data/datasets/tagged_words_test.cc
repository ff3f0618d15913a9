// Words with tags: BLURB's entity files, PICO, people's CoNLL files, and what is wrong with some.
#include "data/datasets/tagged_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/data/datasets/task_support.h"

namespace linkbert {
namespace {

using test::Converted;
using test::ConvertLines;
using test::ErrorOf;
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
