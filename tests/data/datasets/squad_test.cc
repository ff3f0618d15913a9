// SQuAD's own JSON, 1.1 and 2.0, and the documents put beside contexts.
#include "data/datasets/squad.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/datasets/context_text.h"
#include "data/datasets/json_fields.h"
#include "tests/data/datasets/task_support.h"

namespace linkbert {
namespace {

using test::Converted;
using test::ConvertText;
using test::ErrorOf;
using testing::HasSubstr;

Converted Squad(const std::string& raw, const Distraction& distraction = {}, bool strict = false) {
  return ConvertText(raw,
                     [&](const std::string& path, PartLines& out) {
                       ConvertSquad(ParseRawJson(ReadRawText(path), path), path, distraction, out);
                     },
                     {.strict = strict});
}

TEST(Squad, OneLineAQuestion) {
  const Converted squad =
      Squad(R"({"version": "1.1", "data": [{"title": "T", "paragraphs": [{"context": "A \ud835\udd3c b",
      "qas": [{"id": "1", "question": " b? ", "answers": [{"answer_start": 4, "text": "b"}, {"answer_start": 0, "text": "A"}]}]}]}]})");
  EXPECT_EQ(
      squad.lines,
      "{\"id\": \"1\", \"question\": \"b?\", \"context\": \"A \\ud835\\udd3c b\", \"answers\": {\"answer_start\": "
      "[4, 0], \"text\": [\"b\", \"A\"]}}\n");
  EXPECT_TRUE(squad.account.noted.empty());
  EXPECT_EQ(squad.account.units, 1U);
}

TEST(Squad, AnImpossibleQuestionHasNoAnswer) {
  EXPECT_EQ(
      Squad(R"({"version": "v2.0", "data": [{"title": "T", "paragraphs": [{"context": "A", "qas": [{"id": "1",
      "question": "b?", "is_impossible": true, "answers": [], "plausible_answers": [{"answer_start": 0, "text": "A"}]}]}]}]})")
          .lines,
      "{\"id\": \"1\", \"question\": \"b?\", \"context\": \"A\", \"answers\": {\"answer_start\": [], \"text\": []}}\n");
}

TEST(Squad, NamesThePlaceOfWhatIsWrong) {
  const char* raw = R"({"data": [{"paragraphs": [{"context": "A b", "qas": [{"id": "1", "question": "q",
      "answers": [{"answer_start": 1, "text": "b"}]}]}]}]})";
  EXPECT_EQ(Squad(raw).account.noted, (NamedCounts{{"answer not at its offset", 1}}));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Squad(raw, {}, true); }),
              HasSubstr("data[0].paragraphs[0].qas[0]: answer not at its offset: at 1 is \" \", wanted \"b\""));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Squad(R"([{"_id": "x", "question": "q"}])"); }),
              HasSubstr("prepare-task hotpotqa"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Squad(R"({"data": [{"paragraphs": [{"context": 3, "qas": []}]}]})"); }),
              HasSubstr("data[0].paragraphs[0]: field \"context\" is 3, wanted a text"));
}

// Four articles of one paragraph; the one question's answer "w" is in the first and in the last.
std::string FourArticles(const std::string& question = "1") {
  std::string articles;
  for (const char* text : {"x w", "\u00e9 one", "other", "w three"}) {
    const std::string questions =
        articles.empty()
            ? fmt::format(R"({{"id": "{}", "question": "q", "answers": [{{"answer_start": 2, "text": "w"}}]}})",
                          question)
            : "";
    articles += fmt::format(R"({}{{"title": "{}", "paragraphs": [{{"context": "{}", "qas": [{}]}}]}})",
                            articles.empty() ? "" : ", ", text, text, questions);
  }
  return fmt::format(R"({{"data": [{}]}})", articles);
}

TEST(SquadDistraction, AnswersMoveAlong) {
  for (int question = 0; question < 20; ++question) {
    const Converted squad = Squad(FourArticles(std::to_string(question)), {.least = 2, .most = 2});
    EXPECT_THAT(squad.lines, testing::AllOf(HasSubstr("\\u00e9 one"), HasSubstr("other"), HasSubstr("x w"),
                                            testing::Not(HasSubstr("three"))));
    const TaskJson line = ParseRawJson(squad.lines, "");
    const ContextText context(line["context"].get_ref<const std::string&>());
    EXPECT_TRUE(context.HoldsAt(line["answers"]["answer_start"][0].get<std::uint64_t>(), "w"));
  }
}

TEST(SquadDistraction, IsAFunctionOfSeedAndQuestion) {
  const Distraction distraction{.least = 1, .most = 2};
  EXPECT_EQ(Squad(FourArticles(), distraction).lines, Squad(FourArticles(), distraction).lines);
  std::set<std::string> contexts;
  for (int question = 0; question < 40; ++question) {
    contexts.insert(ParseRawJson(Squad(FourArticles(std::to_string(question)), distraction).lines, "")["context"]);
  }
  // "A" or "B" or both, each before or after: 4 of one document, 8 of two (AB or BA before, between, after)
  EXPECT_GT(contexts.size(), 6U);
  EXPECT_LE(contexts.size(), 12U);
}

}  // namespace
}  // namespace linkbert
