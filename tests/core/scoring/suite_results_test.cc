#include "core/scoring/suite_results.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

SuiteTask Task(const std::string& name, std::vector<std::int64_t> seeds, std::vector<double> values) {
  return {.name = name,
          .title = "The " + name,
          .metric = "f1",
          .rule = "last",
          .split = "test",
          .examples = 100,
          .seeds = std::move(seeds),
          .values = std::move(values),
          .bootstrap_error = 1.25,
          .not_run = {},
          .mode = "linkbert"};
}

SuiteResults Results() {
  return {.suite = "qa",
          .model = "models/a|b",
          .average = "mean",
          .tasks = {Task("hotpot", {1, 2, 3}, {70, 72, 74}), Task("squad", {1, 2}, {90, 91})}};
}

TEST(SuiteResults, TheAverageIsOverTheSeedsThatAllTasksHave) {
  const std::vector<SuiteAverage> averages = Averages(Results());
  ASSERT_EQ(averages.size(), 1U);
  EXPECT_EQ(averages[0].name, "qa_average");
  EXPECT_EQ(averages[0].seeds, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(averages[0].values, (std::vector<double>{80, 81.5}));
}

TEST(SuiteResults, AMissingTaskLeavesTheAverageUndefinedAndIsNamed) {
  SuiteResults results = Results();
  results.tasks[1].seeds.clear();
  results.tasks[1].values.clear();
  results.tasks[1].not_run = "no data";
  EXPECT_TRUE(Averages(results)[0].values.empty());
  EXPECT_NE(Averages(results)[0].remark.find("squad"), std::string::npos);
  const std::string text = ToMarkdown(results, TableOf(results, nullptr));
  EXPECT_NE(text.find("squad: not run: no data"), std::string::npos);
}

TEST(SuiteResults, TheTableHasThePapersFiguresBesideOurs) {
  const SuiteResults results = Results();
  const SuiteTable table = TableOf(results, nullptr);
  EXPECT_EQ(table.head[2], "BERT-tiny (paper)");
  for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.head.size());
  const std::string text = ToMarkdown(results, table);
  EXPECT_NE(text.find("| The hotpot | f1 | 49.8 | 54.6 | 76 | 78.2 | 78.1 | 80.8 | 72.00 ± 1.15 | 1, 2, 3 | last | "
                      "linkbert | 100 test | 1.25 |"),
            std::string::npos)
      << text;
}

TEST(SuiteResults, AnotherModelIsComparedSeedBySeed) {
  const SuiteResults ours = Results();
  SuiteResults theirs = Results();
  theirs.tasks[0] = Task("hotpot", {2, 3, 4}, {71, 71, 99});
  const Estimate difference = CompareSeeds(ours.tasks[0], theirs.tasks[0])->difference;
  EXPECT_EQ(difference.count, 2U);
  EXPECT_DOUBLE_EQ(difference.value, 2);
  EXPECT_FALSE(CompareSeeds(ours.tasks[0], Task("hotpot", {9}, {1})));
  const SuiteTable table = TableOf(ours, &theirs);
  EXPECT_EQ(table.rows[0].back(), "+2.00 ± 1.00 (2 seeds)");
  for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.head.size());
}

TEST(SuiteResults, JsonReadsBack) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "suite.json";
  const nlohmann::ordered_json json = ToJson(Results());
  EXPECT_DOUBLE_EQ(json.at("results").at("hotpot").at("f1,none").get<double>(), 72);
  EXPECT_DOUBLE_EQ(json.at("groups").at("qa_average").at("mean,none").get<double>(), 80.75);
  WriteFileAtomically(path, json.dump());
  EXPECT_EQ(ToJson(ReadSuiteResults(path)), json);
  WriteFileAtomically(path, "{}");
  EXPECT_THROW(ReadSuiteResults(path), Error);
}

}  // namespace
}  // namespace linkbert
