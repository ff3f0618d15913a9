// BLURB's relations, similarities and documents, on small files in the generator's form: the exact bytes.
#include "data/datasets/blurb_sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/data/datasets/task_support.h"

namespace linkbert {
namespace {

using test::Converted;
using test::ConvertLines;
using test::ErrorOf;
using testing::HasSubstr;

Converted Relations(const char* name, const std::string& raw) {
  return ConvertLines(raw,
                      [&](RawLines& lines, PartLines& out) { ConvertRelations(RequireDataset(name), lines, out); });
}

Converted Biosses(const std::string& raw) { return ConvertLines(raw, ConvertBiosses); }
Converted Hallmarks(const std::string& raw) { return ConvertLines(raw, ConvertHallmarks); }

TEST(BlurbRelations, ChemProtAndDdiHaveNoHeader) {
  EXPECT_EQ(Relations("chemprot", "1.T1.T2\t@CHEMICAL$ \xCE\xB1\tCPR:4\n2\tb\tfalse\n").lines,
            "{\"id\": \"1.T1.T2\", \"sentence\": \"@CHEMICAL$ \\u03b1\", \"label\": \"CPR:4\"}\n"
            "{\"id\": \"2\", \"sentence\": \"b\", \"label\": \"0\"}\n");
  EXPECT_EQ(Relations("ddi", "d0.s1.p0\tA @DRUG$ B\tDDI-false\r\nd0.s1.p1\tC\tDDI-effect\r\n").lines,
            "{\"id\": \"d0.s1.p0\", \"sentence\": \"A @DRUG$ B\", \"label\": \"0\"}\n"
            "{\"id\": \"d0.s1.p1\", \"sentence\": \"C\", \"label\": \"DDI-effect\"}\n");
}

TEST(BlurbRelations, GadHasAHeader) {
  const Converted gad = Relations("gad", "index\tsentence\tlabel\n0\t\"x\" y\t1\n\n");
  EXPECT_EQ(gad.lines, "{\"id\": \"0\", \"sentence\": \"\\\"x\\\" y\", \"label\": \"1\"}\n");
  EXPECT_EQ(gad.account.rows, 2U);
  EXPECT_EQ(gad.account.skipped, (NamedCounts{{"blank line", 1}}));
}

TEST(BlurbRelations, AnothersFileIsNamed) {
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Relations("ddi", "1\ta\tCPR:4\n"); }),
              testing::AllOf(HasSubstr(":1: label \"CPR:4\" is one of ChemProt"), HasSubstr("--dataset chemprot")));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Relations("chemprot", "1\ta\t1\n"); }), HasSubstr("one of GAD"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Relations("chemprot", "ok\tb\tfalse\nword\tO\n"); }),
              HasSubstr(":2: 2 columns between tabs, wanted 3"));
}

TEST(BlurbBiosses, ScoresAreFloats) {
  EXPECT_EQ(Biosses("pair_id\tsent1\tsent2\tscore\n78\ta\tb\t2.2\n45\tc\td\t4\n").lines,
            "{\"sentence1\": \"a\", \"sentence2\": \"b\", \"label\": 2.2, \"id\": \"78\"}\n"
            "{\"sentence1\": \"c\", \"sentence2\": \"d\", \"label\": 4.0, \"id\": \"45\"}\n");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Biosses("h\n1\ta\tb\tmuch\n"); }), HasSubstr(":2: field 4"));
}

constexpr char kNone[] = "0_0,1_0,2_0,3_0,4_0,5_0,6_0,7_0,8_0,9_0";
constexpr char kSecond[] = "0_0,1_1,2_0,3_0,4_0,5_0,6_0,7_0,8_0,9_0";
constexpr char kLast[] = "0_0,1_0,2_0,3_0,4_0,5_0,6_0,7_0,8_0,9_1";

TEST(BlurbHallmarks, SentencesOfADocumentBecomeOneLine) {
  const Converted hoc = Hallmarks(
      fmt::format("labels\tsentence\tindex\n{}\tOne .\t7_s0\n{}\tTwo\t7_s1\n{}\tThree\t8_s0\n", kSecond, kLast, kNone));
  EXPECT_EQ(hoc.lines,
            "{\"sentence\": \"One . Two\", \"label\": [0, 1, 0, 0, 0, 0, 0, 0, 0, 1], \"id\": \"7\"}\n"
            "{\"sentence\": \"Three\", \"label\": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], \"id\": \"8\"}\n");
  EXPECT_EQ(hoc.account.rows, 3U);
  EXPECT_EQ(hoc.account.written, 2U);
}

TEST(BlurbHallmarks, WrongLabelsAreNamed) {
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Hallmarks("h\n0_0,1_2\ta\t7_s0\n"); }), HasSubstr(":2: field 1"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Hallmarks("h\n0\ta b\t1\n"); }), HasSubstr("ten of 0 or 1"));
}

}  // namespace
}  // namespace linkbert
