// HotpotQA's own JSON, as released and as on its web page.
#include "data/datasets/hotpotqa.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/data/datasets/task_support.h"

namespace linkbert {
namespace {

using test::Converted;
using test::ConvertText;
using test::ErrorOf;
using testing::HasSubstr;

Converted Hotpotqa(const std::string& raw, bool supporting_only = false) {
  return ConvertText(raw,
                     [&](const std::string& path, PartLines& out) { ConvertHotpotqa(path, supporting_only, out); });
}

// Two paragraphs, the second supports with its second sentence.
std::string Released(const std::string& answer) {
  return fmt::format(R"([{{"_id": "5a", "question": "Who? ", "answer": "{}", "type": "bridge", "level": "easy",
    "context": [["Ann", ["Bob saw. ", " Ann \u00e9."]], ["Bob", ["Bob sat.", " Then Bob ran."]]],
    "supporting_facts": [["Bob", 1], ["Nobody", 0]]}}])",
                     answer);
}

TEST(Hotpotqa, TakesTheAnswerOfASupportingSentence) {
  const Converted hotpot = Hotpotqa(Released("Bob"));
  EXPECT_EQ(
      hotpot.lines,
      "{\"id\": \"5a\", \"question\": \"Who?\", \"context\": \"[PAR] [TLE] Ann [SEP] Bob saw.  Ann \\u00e9. [PAR] "
      "[TLE] Bob [SEP] Bob sat. Then Bob ran.\", \"answers\": {\"answer_start\": [75], \"text\": [\"Bob\"]}}\n");
  EXPECT_THAT(Hotpotqa(Released("Ann")).lines, HasSubstr("\"answer_start\": [12]"));  // nowhere there: the first of all
}

TEST(Hotpotqa, LeavesDistractorsOutIfAsked) {
  EXPECT_THAT(
      Hotpotqa(Released("Bob"), true).lines,
      HasSubstr("\"context\": \"[PAR] [TLE] Bob [SEP] Bob sat. Then Bob ran.\", \"answers\": {\"answer_start\": [36]"));
}

TEST(Hotpotqa, CountsWhatIsNoSpan) {
  EXPECT_EQ(Hotpotqa(Released("yes")).account.skipped, (NamedCounts{{"answer is yes or no, not a span", 1}}));
  EXPECT_EQ(Hotpotqa(Released("Carl")).account.skipped, (NamedCounts{{"answer not in the context", 1}}));
}

TEST(Hotpotqa, ReadsTheWebPagesSamples) {
  EXPECT_EQ(Hotpotqa(R"([{"_id": "1", "title_a": "A", "title_b": "B", "para_a": ["x."], "para_b": ["y.", " z."],
      "question": "q", "answer": "z", "supporting_facts": [[0], [1]], "distractors": [["C", ["z w"], 1.5]]}])")
                .lines,
            "{\"id\": \"1\", \"question\": \"q\", \"context\": \"[PAR] [TLE] A [SEP] x. [PAR] [TLE] B [SEP] y. z. "
            "[PAR] [TLE] "
            "C [SEP] z w\", \"answers\": {\"answer_start\": [46], \"text\": [\"z\"]}}\n");
}

TEST(Hotpotqa, NamesWhatIsWrong) {
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Hotpotqa(R"([{"_id": "1", "question": "q"}])"); }),
              HasSubstr("question 0: field \"answer\" is missing"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Hotpotqa(R"({"data": []})"); }), HasSubstr("prepare-task squad"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Hotpotqa("[{"); }), HasSubstr("is no JSON"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput,
                      [] {
                        Hotpotqa(R"([{"_id": "1", "question": "q", "answer": "a", "context": [["T"]],
                                      "supporting_facts": []}])");
                      }),
              HasSubstr("field \"context\""));
}

}  // namespace
}  // namespace linkbert
