// GLUE's ten sets on small files in their own form: columns by name, labels, rows left out.
#include "data/datasets/glue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/data/datasets/task_support.h"

namespace linkbert {
namespace {

using test::Converted;
using test::ConvertRecords;
using test::ErrorOf;
using testing::HasSubstr;

Converted Glue(const char* name, const std::string& raw, const std::string& part = "train", bool strict = false) {
  return ConvertRecords(raw, {.delimiter = '\t', .quotes = false},
                        [&](RecordReader& records, PartLines& out) { ConvertGlue(RequireDataset(name), records, out); },
                        {.strict = strict, .part = part});
}

TEST(Glue, ColaHasNoHeaderButInItsTest) {
  EXPECT_EQ(Glue("cola", "gj04\t1\t\tA \"b\".\ngj04\t0\t*\tC.\n").lines,
            "{\"id\": \"0\", \"sentence\": \"A \\\"b\\\".\", \"label\": \"1\"}\n"
            "{\"id\": \"1\", \"sentence\": \"C.\", \"label\": \"0\"}\n");
  EXPECT_EQ(Glue("cola", "index\tsentence\n0\tA.\n", "test_unlabeled").lines,
            "{\"id\": \"0\", \"sentence\": \"A.\"}\n");
}

TEST(Glue, SstKeepsItsBlanks) {
  EXPECT_EQ(Glue("sst2", "sentence\tlabel\nhide new \t0\n").lines,
            "{\"id\": \"0\", \"sentence\": \"hide new \", \"label\": \"0\"}\n");
}

TEST(Glue, MrpcBeginsWithAMark) {
  EXPECT_EQ(Glue("mrpc", "\xEF\xBB\xBFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\r\n1\t7\t8\t\" a\tb\r\n").lines,
            "{\"id\": \"0\", \"sentence1\": \"\\\" a\", \"sentence2\": \"b\", \"label\": \"1\"}\n");
}

TEST(Glue, StsbScoresAreFloats) {
  const std::string header = "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore\n";
  EXPECT_EQ(Glue("stsb", header + "0\tm\tf\ty\to\ts\ts\tA\tB\t3.800\n1\tm\tf\ty\to\ts\ts\tC\tD\t5\n").lines,
            "{\"id\": \"0\", \"sentence1\": \"A\", \"sentence2\": \"B\", \"label\": 3.8}\n"
            "{\"id\": \"1\", \"sentence1\": \"C\", \"sentence2\": \"D\", \"label\": 5.0}\n");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Glue("stsb", header + "0\tm\tf\ty\to\ts\ts\tA\tB\t7\n"); }),
              HasSubstr("from 0 to 5"));
}

TEST(Glue, QqpLeavesShortRowsOutButCountsThem) {
  const std::string raw = "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n5\t1\t2\tA\n6\t3\t4\tB?\tC?\t1\n";
  const Converted qqp = Glue("qqp", raw);
  EXPECT_EQ(qqp.lines, "{\"id\": \"1\", \"sentence1\": \"B?\", \"sentence2\": \"C?\", \"label\": \"1\"}\n");
  EXPECT_EQ(qqp.account.skipped, (NamedCounts{{"too few columns", 1}}));
  EXPECT_THAT(qqp.account.places, testing::ElementsAre(HasSubstr(":2: too few columns: 4 of 6")));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Glue("qqp", raw, "train", true); }), HasSubstr("--strict"));
}

TEST(Glue, MnliTakesTheGoldLabel) {
  const std::string raw =
      "index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_"
      "parse\t"
      "sentence1\tsentence2\tlabel1\tgold_label\n0\tp\tq\tg\t(\t)\t(\t)\tA\tB\tneutral\tcontradiction\n";
  EXPECT_EQ(Glue("mnli", raw).lines,
            "{\"id\": \"0\", \"sentence1\": \"A\", \"sentence2\": \"B\", \"label\": \"contradiction\"}\n");
}

TEST(Glue, QnliRteAndWnli) {
  EXPECT_EQ(Glue("qnli", "index\tquestion\tsentence\tlabel\n9\tQ?\tS.\tnot_entailment\n").lines,
            "{\"id\": \"0\", \"sentence1\": \"Q?\", \"sentence2\": \"S.\", \"label\": \"not_entailment\"}\n");
  EXPECT_EQ(Glue("rte", "index\tsentence1\tsentence2\tlabel\n0\tA\tB\tentailment\n").lines,
            "{\"id\": \"0\", \"sentence1\": \"A\", \"sentence2\": \"B\", \"label\": \"entailment\"}\n");
  EXPECT_EQ(Glue("wnli", "index\tsentence1\tsentence2\tlabel\n0\tA\tB\t1\n").lines,
            "{\"id\": \"0\", \"sentence1\": \"A\", \"sentence2\": \"B\", \"label\": \"1\"}\n");
}

TEST(Glue, DiagnosticsWithAndWithoutLabels) {
  EXPECT_EQ(Glue("ax", "Lexical Semantics\tPremise\tHypothesis\tLabel\nx\tA\tB\tneutral\n", "test").lines,
            "{\"id\": \"0\", \"sentence1\": \"A\", \"sentence2\": \"B\", \"label\": \"neutral\"}\n");
  EXPECT_EQ(Glue("ax", "index\tsentence1\tsentence2\n0\tA\tB\n", "test_unlabeled").lines,
            "{\"id\": \"0\", \"sentence1\": \"A\", \"sentence2\": \"B\"}\n");
}

TEST(Glue, WrongFilesAreNamed) {
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Glue("mrpc", "index\tsentence1\tsentence2\tlabel\n"); }),
              HasSubstr(":1: no column \"#1 String\""));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Glue("rte", "index\tsentence1\tsentence2\n0\tA\tB\n"); }),
              HasSubstr("Is it a test file"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Glue("rte", "index\tsentence1\tsentence2\tlabel\n0\tA\tB\t1\n"); }),
              HasSubstr(":2: column \"label\" is \"1\", wanted one of entailment, not_entailment"));
}

TEST(Glue, EmptySentencesAreNoted) {
  EXPECT_EQ(Glue("sst2", "sentence\tlabel\n \t0\n").account.noted, (NamedCounts{{"empty sentence", 1}}));
}

}  // namespace
}  // namespace linkbert
