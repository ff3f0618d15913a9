// People's own tables: columns by name and number, three forms, three task types.
#include "data/datasets/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/data/datasets/task_support.h"

namespace linkbert {
namespace {

using test::Converted;
using test::ConvertText;
using test::ErrorOf;
using testing::HasSubstr;

Converted Table(const std::string& raw, const TableFormat& format, const std::string& file = "raw.tsv",
                bool strict = false) {
  return ConvertText(raw, [&](const std::string& path, PartLines& out) { ConvertTable(format, path, out); },
                     {.strict = strict, .file = file});
}

TEST(Table, TsvWithAHeader) {
  EXPECT_EQ(Table("label\ttext\tid\npos\ta \"b\t7\n", {.id = "id", .text = "text", .label = "label"}).lines,
            "{\"id\": \"7\", \"sentence\": \"a \\\"b\", \"label\": \"pos\"}\n");
}

TEST(Table, CsvWithoutAHeader) {
  EXPECT_EQ(Table("\"a, b\",c,1e0\n", {.header = false, .text = "1", .text2 = "2", .label = "3", .number_label = true},
                  "raw.csv")
                .lines,
            "{\"id\": \"0\", \"sentence1\": \"a, b\", \"sentence2\": \"c\", \"label\": 1.0}\n");
}

TEST(Table, JsonLines) {
  EXPECT_EQ(
      Table("{\"t\": \"x\", \"y\": 3}\n\n{\"y\": \"z\", \"t\": \"w\"}\n", {.text = "t", .label = "y"}, "raw.jsonl")
          .lines,
      "{\"id\": \"0\", \"sentence\": \"x\", \"label\": \"3\"}\n{\"id\": \"1\", \"sentence\": \"w\", \"label\": "
      "\"z\"}\n");
}

TEST(Table, ARowWithMoreColumnsIsRefused) {
  const TableFormat format{.text = "t", .label = "y"};
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Table("t,y\na, b,1\n", format, "raw.csv"); }),
              HasSubstr(":2: 3 columns, wanted 2"));
  EXPECT_THAT(
      ErrorOf(ErrorCode::kInput, [] { Table("a\t1\nb\tc\t0\n", {.header = false, .text = "1", .label = "2"}); }),
      HasSubstr(":2: 3 columns, wanted 2"));
  EXPECT_EQ(Table("t,y\na,1,,\n", format, "raw.csv").account.written, 1U);  // a spreadsheet's empty ones
}

TEST(Table, QuestionsWithAndWithoutPlaces) {
  TableFormat format{.type = "question_answering", .question = "q", .context = "c", .answer = "a"};
  EXPECT_EQ(
      Table("q\tc\ta\nQ?\t\U0001D53C b b\tb\n", format).lines,
      "{\"id\": \"0\", \"question\": \"Q?\", \"context\": \"\\ud835\\udd3c b b\", \"answers\": {\"answer_start\": [2], "
      "\"text\": [\"b\"]}}\n");
  EXPECT_EQ(Table("q\tc\ta\nQ?\tb\tx\n", format).account.skipped, (NamedCounts{{"answer not in the context", 1}}));
  format.start = "s";
  EXPECT_THAT(Table("q\tc\ta\ts\nQ?\tb b\tb\t2\n", format).lines, HasSubstr("\"answer_start\": [2]"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Table("q\tc\ta\ts\nQ?\tb b\tb\t1\n", format, "raw.tsv", true); }),
              HasSubstr(":2: answer not at its offset"));
}

TEST(Table, ChoicesByNumberAndLetter) {
  const TableFormat format{.type = "multiple_choice", .text = "q", .label = "y", .endings = {"a", "b"}};
  EXPECT_EQ(
      Table("q\ta\tb\ty\nQ\tu\tv\tB\nR\tu\tv\t0\n", format).lines,
      "{\"id\": \"0\", \"sent1\": \"Q\", \"sent2\": \"\", \"ending0\": \"u\", \"ending1\": \"v\", \"label\": 1}\n"
      "{\"id\": \"1\", \"sent1\": \"R\", \"sent2\": \"\", \"ending0\": \"u\", \"ending1\": \"v\", \"label\": 0}\n");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Table("q\ta\tb\ty\nQ\tu\tv\tC\n", format); }), HasSubstr("is \"C\""));
}

TEST(Table, NamesWhatIsWrong) {
  const TableFormat format{.text = "t", .label = "y"};
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Table("a\tb\n1\t2\n", format); }), HasSubstr("no column \"t\""));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Table("t\ty\nonly\n", format); }), HasSubstr(":2: no column \"y\""));
  EXPECT_THAT(ErrorOf(ErrorCode::kUsage, [&] { Table("t\ty\n", {.text = "t"}); }), HasSubstr("--label COLUMN"));
  EXPECT_THAT(ErrorOf(ErrorCode::kUsage, [&] { Table("t\ty\n", format, "raw"); }), HasSubstr("--format"));
  EXPECT_EQ(Table("t\ty\n \tx\nz\t\nw\tx\n", format).account.skipped,
            (NamedCounts{{"empty text", 1}, {"empty label", 1}}));
}

}  // namespace
}  // namespace linkbert
