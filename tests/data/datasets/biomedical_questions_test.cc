// PubMedQA and BioASQ, and CPython's random numbers that split the former. Expected draws are what CPython 3.11 gave.
#include "data/datasets/biomedical_questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <numeric>
#include <set>

#include "data/datasets/json_fields.h"
#include "data/datasets/python_random.h"
#include "tests/data/datasets/task_support.h"

namespace linkbert {
namespace {

using test::Converted;
using test::ConvertRecords;
using test::ConvertText;
using test::ErrorOf;
using testing::ElementsAre;
using testing::HasSubstr;

Converted PubmedQa(const std::string& raw) {
  return ConvertText(raw, [](const std::string& path, PartLines& out) {
    ConvertPubmedQa(ParseRawJson(ReadRawText(path), path), path, out);
  });
}

Converted Bioasq(const std::string& raw) {
  return ConvertRecords(raw, {.delimiter = '\t', .quotes = true}, ConvertBioasq);
}

TEST(PythonRandom, ShufflesAndChoosesAsCPython) {
  // random.seed(0); x = list(range(10)); random.shuffle(x); then random.choice(range(7)) five times
  PythonRandom random(0);
  std::vector<int> items(10);
  std::iota(items.begin(), items.end(), 0);
  random.Shuffle(std::span<int>(items));
  EXPECT_THAT(items, ElementsAre(7, 8, 1, 5, 3, 4, 2, 0, 9, 6));
  std::vector<std::size_t> chosen;
  for (int i = 0; i < 5; ++i) chosen.push_back(random.Choice(7));
  EXPECT_THAT(chosen, ElementsAre(2, 4, 1, 4, 1));
}

TEST(PythonRandom, TakesOtherSeeds) {
  PythonRandom random(123456789);
  std::vector<std::uint32_t> drawn;
  for (int i = 0; i < 4; ++i) drawn.push_back(random.Below(1000000));
  EXPECT_THAT(drawn, ElementsAre(672557, 463751, 568526, 744442));
}

TEST(PubmedQa, JoinsContexts) {
  EXPECT_EQ(
      PubmedQa(R"({"21": {"QUESTION": " Do mice? ", "CONTEXTS": [" One.", "  ", "Two\u00b5"],
                         "final_decision": "maybe", "LONG_ANSWER": "x"}})")
          .lines,
      "{\"id\": \"21\", \"sentence1\": \"Do mice?\", \"sentence2\": \"One. Two\\u00b5\", \"label\": \"maybe\"}\n");
}

TEST(PubmedQa, NamesWhatIsWrong) {
  EXPECT_THAT(ErrorOf(ErrorCode::kInput,
                      [] { PubmedQa(R"({"7": {"QUESTION": "a", "CONTEXTS": [], "final_decision": "x"}})"); }),
              HasSubstr("entry 7: field \"final_decision\" is \"x\", wanted yes, no or maybe"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { PubmedQa("[1]"); }), HasSubstr("wanted an object"));
}

TEST(PubmedQa, OfficialTestComesOutOfItsSeed) {
  const char* data = std::getenv("LINKBERT_TEST_DATA");
  if (data == nullptr) GTEST_SKIP() << "not run: needs LINKBERT_TEST_DATA";
  const std::string folder = std::string(data) + "/blurb/pubmedqa";
  const std::string path = folder + "/ori_pqal.json";
  const std::map<std::string, TaskJson> parts = SplitPubmedQa(ParseRawJson(ReadRawText(path), path), path);
  const TaskJson official = ParseRawJson(ReadRawText(folder + "/test_ground_truth.json"), "official");
  EXPECT_EQ(parts.at("train").size(), 450U);
  EXPECT_EQ(parts.at("dev").size(), 50U);
  EXPECT_EQ(parts.at("test").size(), 500U);
  std::set<std::string> ours, theirs;
  for (const auto& [id, entry] : parts.at("test").items()) ours.insert(id);
  for (const auto& [id, answer] : official.items()) theirs.insert(id);
  EXPECT_EQ(ours, theirs);
}

TEST(Bioasq, HasFourColumnsAndQuotes) {
  EXPECT_EQ(Bioasq("5a_0\tIs \"it\"?\t\"He said \"\"no\"\"\tand left.\" \tyes\n\nb\tQ\tT\tno\n").lines,
            "{\"id\": \"5a_0\", \"sentence1\": \"Is \\\"it\\\"?\", \"sentence2\": \"He said \\\"no\\\"\\tand left.\", "
            "\"label\": \"yes\"}\n"
            "{\"id\": \"b\", \"sentence1\": \"Q\", \"sentence2\": \"T\", \"label\": \"no\"}\n");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Bioasq("a\tb\tc\tmaybe\n"); }), HasSubstr(":1: field 4"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Bioasq("a\tb\tyes\n"); }), HasSubstr("3 columns between tabs, wanted 4"));
}

}  // namespace
}  // namespace linkbert
