// The table of datasets: complete, unique names, types and metrics that the program knows.
#include "data/datasets/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/error.h"
#include "tests/support/prepare_support.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using testing::HasSubstr;

TEST(Registry, HoldsTheThirtyOneOfTheTables) {
  std::map<std::string_view, int> families;
  std::set<std::string_view> names;
  for (const DatasetInfo& dataset : Datasets().first(kTableDatasets)) ++families[dataset.family];
  for (const DatasetInfo& dataset : Datasets()) EXPECT_TRUE(names.insert(dataset.name).second) << dataset.name;
  EXPECT_EQ(families,
            (std::map<std::string_view, int>{{"mrqa", 6}, {"glue", 10}, {"blurb", 13}, {"medqa", 1}, {"mmlu", 1}}));
}

TEST(Registry, HasTypeAndMetricOfEach) {
  const std::set<std::string_view> types{"question_answering", "sequence_classification", "token_classification",
                                         "multiple_choice"};
  for (const DatasetInfo& dataset : Datasets()) {
    EXPECT_TRUE(types.contains(dataset.type)) << dataset.name;
    EXPECT_FALSE(dataset.metric.empty()) << dataset.name;
    EXPECT_EQ(FindDataset(dataset.name), &dataset);
  }
  EXPECT_EQ(RequireDataset("blurb", "ncbi").metric, "seqeval_f1");
  EXPECT_EQ(FindDataset("nothing"), nullptr);
}

TEST(Registry, TheHalvesOfMrqaAddUp) {
  for (const DatasetInfo& dataset : Datasets()) {
    if (dataset.family != "mrqa") continue;
    EXPECT_EQ(dataset.units.dev + dataset.units.test, dataset.units.dev_and_test) << dataset.name;
  }
}

TEST(Registry, AnUnknownNameNamesTheOthers) {
  EXPECT_THAT(ErrorOf(ErrorCode::kUsage, [] { RequireDataset("ncbj"); }), HasSubstr("ncbi"));
  EXPECT_THAT(ErrorOf(ErrorCode::kUsage, [] { RequireDataset("glue", "ncbi"); }), HasSubstr("prepare-task blurb"));
}

}  // namespace
}  // namespace linkbert
