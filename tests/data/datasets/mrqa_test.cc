// MRQA's JSON Lines: questions, places, headers, halves.
#include "data/datasets/mrqa.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/datasets/json_fields.h"
#include "tests/data/datasets/task_support.h"

namespace linkbert {
namespace {

using test::Converted;
using test::ConvertLines;
using test::ErrorOf;
using test::TemporaryFolder;
using testing::HasSubstr;

constexpr char kHeader[] = "{\"header\": {\"dataset\": \"NewsQA\", \"split\": \"dev\"}}\n";

// A context with one question; the answer is said to be at `start`.
std::string Context(const std::string& context, const std::string& answer, int start) {
  return fmt::format(
      R"({{"id": "", "context": "{}", "qas": [{{"qid": "q{}", "question": " What? ", "answers": ["{}"], "detected_answers": )"
      R"([{{"text": "{}", "char_spans": [[{}, 99], [0, 1]], "token_spans": [[0, 1]]}}]}}]}})"
      "\n",
      context, start, answer, answer, start);
}

Converted Mrqa(const std::string& raw, bool strict = false) {
  return ConvertLines(raw, [](RawLines& lines, PartLines& out) { ConvertMrqa(RequireDataset("newsqa"), lines, out); },
                      {.strict = strict});
}

TEST(Mrqa, TakesTheFirstPlaceInCodePoints) {
  const Converted mrqa = Mrqa(kHeader + Context("\U0001D53C is \u00e9t", "\u00e9t", 5));
  EXPECT_EQ(mrqa.lines,
            "{\"id\": \"q5\", \"question\": \"What?\", \"context\": \"\\ud835\\udd3c is \\u00e9t\", \"answers\": "
            "{\"answer_start\": [5], \"text\": [\"\\u00e9t\"]}}\n");
  EXPECT_TRUE(mrqa.account.noted.empty());
  EXPECT_EQ(mrqa.account.units, 1U);
}

TEST(Mrqa, PrefersIdToQid) {
  EXPECT_THAT(
      Mrqa(R"({"context": "c", "qas": [{"id": 7, "qid": "x", "question": "q", "detected_answers": []}]})").lines,
      HasSubstr("{\"id\": 7, "));
}

TEST(Mrqa, AnAnswerElsewhereIsNotedOrFails) {
  const std::string raw = Context("one two", "two", 3);
  const Converted mrqa = Mrqa(raw);
  EXPECT_EQ(mrqa.account.written, 1U);
  EXPECT_EQ(mrqa.account.noted, (NamedCounts{{"answer not at its offset", 1}}));
  EXPECT_THAT(mrqa.account.places,
              testing::ElementsAre(HasSubstr(":1, qas[0], question q3: answer not at its offset: at 3 "
                                             "is \" tw\", wanted \"two\"")));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Mrqa(raw, true); }), HasSubstr("at 3 is \" tw\""));
  EXPECT_EQ(Mrqa(Context("one", "one", 1000)).account.noted.size(), 1U);  // beyond the end
}

TEST(Mrqa, WrongFilesAreNamed) {
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Mrqa("{\"header\": {\"dataset\": \"SQuAD\"}}\n"); }),
              testing::AllOf(HasSubstr("of SQuAD, not of NewsQA"), HasSubstr("--dataset squad")));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Mrqa("{\"version\": \"1.1\", \"data\": []}\n"); }),
              testing::AllOf(HasSubstr("field \"context\" is missing"), HasSubstr("prepare-task squad")));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Mrqa("a\tb\n"); }), HasSubstr(":1: is no JSON"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Mrqa("{\"context\": \"c\", \"qas\": [{\"qid\": \"1\"}]}"); }),
              HasSubstr(":1, qas[0]: field \"detected_answers\" is missing"));
}

struct Halves {
  std::string dev, test;
};

Halves Halve(const std::string& raw, const std::string& splits) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "dev.jsonl", raw);
  if (!splits.empty()) WriteFileAtomically(folder / "inhouse_split_newsqa.json", splits);
  std::ostringstream dev, test;
  PartLines dev_lines(dev, false), test_lines(test, false);
  RawLines lines(folder / "dev.jsonl");
  ConvertMrqaHalves(RequireDataset("newsqa"), splits.empty() ? "" : folder.path(), lines, dev_lines, test_lines);
  return {dev.str(), test.str()};
}

std::string Ids(const std::string& lines) {
  std::string ids;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) ids += ParseRawJson(line, "").at("id").get<std::string>() + " ";
  return ids;
}

std::string FiveContexts() {
  std::string raw = kHeader;
  for (int i = 0; i < 5; ++i) raw += Context(std::string(static_cast<std::size_t>(i), ' ') + "x", "x", i);
  return raw;
}

TEST(MrqaHalves, FollowTheInHouseSplitInItsOrder) {
  const Halves halves = Halve(FiveContexts(), R"({"dev": [3, 0], "test": [4, 1, 2]})");
  EXPECT_EQ(Ids(halves.dev), "q3 q0 ");
  EXPECT_EQ(Ids(halves.test), "q4 q1 q2 ");
}

TEST(MrqaHalves, ASplitOfAnotherFileFails) {
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Halve(FiveContexts(), R"({"dev": [0], "test": [1]})"); }),
              HasSubstr("5 contexts, but the halves in --splits name 1 for dev and 1 for test"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Halve(FiveContexts(), R"({"dev": [0, 1], "test": [1, 3, 4]})"); }),
              HasSubstr("halves"));
}

TEST(MrqaHalves, WithoutASplitEveryContextIsInOneHalf) {
  const MrqaHalves halves = HashedMrqaHalves(RequireDataset("newsqa"), 638);
  EXPECT_EQ(halves.dev.size(), 319U);
  EXPECT_EQ(halves.test.size(), 319U);
  std::vector<bool> seen(638);
  for (const auto* half : {&halves.dev, &halves.test}) {
    EXPECT_TRUE(std::ranges::is_sorted(*half));
    for (const std::uint64_t i : *half) seen[i] = true;
  }
  EXPECT_EQ(std::ranges::count(seen, true), 638);
  const Halves converted = Halve(FiveContexts(), "");
  EXPECT_EQ(Ids(converted.dev).size(), 6U);
  EXPECT_EQ(Ids(converted.test).size(), 9U);
}

}  // namespace
}  // namespace linkbert
