// MedQA and MMLU on small files in their own form.
#include "data/datasets/multiple_choice_sets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/data/datasets/task_support.h"

namespace linkbert {
namespace {

using test::Converted;
using test::ConvertLines;
using test::ConvertRecords;
using test::ErrorOf;
using testing::HasSubstr;

Converted Medqa(const std::string& raw) {
  return ConvertLines(raw, [](RawLines& lines, PartLines& out) { ConvertMedqa("dev", lines, out); });
}

Converted Mmlu(const std::string& raw) {
  return ConvertRecords(raw, {.delimiter = ',', .quotes = true},
                        [](RecordReader& records, PartLines& out) { ConvertMmlu("anatomy_val", records, out); });
}

TEST(Medqa, TakesTheOptionsByLetter) {
  EXPECT_EQ(
      Medqa(
          R"({"question": "A 5\u00b0 fever ", "answer": "d", "options": {"B": "b", "A": "a", "C": "c", "D": "d"}, "answer_idx": "D"})"
          "\n")
          .lines,
      "{\"id\": \"dev-00000\", \"sent1\": \"A 5\\u00b0 fever \", \"sent2\": \"\", \"ending0\": \"a\", \"ending1\": "
      "\"b\", "
      "\"ending2\": \"c\", \"ending3\": \"d\", \"label\": 3}\n");
}

TEST(Medqa, NamesWhatIsWrong) {
  const auto error = [](const char* raw) { return ErrorOf(ErrorCode::kInput, [&] { Medqa(raw); }); };
  EXPECT_THAT(
      error(R"({"question": "q", "answer_idx": "E", "options": {"A": "", "B": "", "C": "", "D": "", "E": ""}})"),
      HasSubstr("4_options"));
  EXPECT_THAT(error(R"({"question": "q", "answer_idx": "X", "options": {"A": "", "B": "", "C": "", "D": ""}})"),
              HasSubstr(":1: field \"answer_idx\" is \"X\", wanted A, B, C or D"));
  EXPECT_THAT(error(R"({"context": "q", "qas": []})"), HasSubstr("prepare-task mrqa"));
}

TEST(Mmlu, ReadsQuotedFields) {
  EXPECT_EQ(
      Mmlu("\"Is a \"\"b\"\", or\nc?\",x,y,\"z, w\",v,C\r\n").lines,
      "{\"id\": \"anatomy_val-00000\", \"sent1\": \"Is a \\\"b\\\", or\\nc?\", \"sent2\": \"\", \"ending0\": \"x\", "
      "\"ending1\": \"y\", \"ending2\": \"z, w\", \"ending3\": \"v\", \"label\": 2}\n");
}

TEST(Mmlu, NamesWhatIsWrong) {
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Mmlu("q,a,b,c,d,A\nq,a,b,c,A\n"); }),
              HasSubstr(":2: 5 columns, wanted 6"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Mmlu("question,A,B,C,D,answer\n"); }), HasSubstr("no header line"));
}

}  // namespace
}  // namespace linkbert
