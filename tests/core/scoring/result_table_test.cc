#include "core/scoring/result_table.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

const ResultTableHead kHead = {"subjects", "sequence_classification", "macro_f1", "default", "MiniLM"};

Json Seed(std::int64_t seed, double dev, double test) {
  return SeedTable(kHead, seed, {{"dev", {{"accuracy", dev}}}, {"test", {{"accuracy", test}}}});
}

TEST(ResultTable, SeveralSeedsHaveMeanAndError) {
  const Json table = MergeSeedTables({Seed(1, 0.5, 0.25), Seed(2, 0.5, 0.75)});
  EXPECT_EQ(table.at("task"), "subjects");
  EXPECT_EQ(table.at("mode"), "default");
  EXPECT_EQ(table.at("split"), "test");
  const Json& row = table.at("rows").at(0);
  EXPECT_EQ(row.at("start"), "MiniLM");
  EXPECT_EQ(row.at("seeds").dump(), "[1,2]");
  EXPECT_EQ(row.at("metrics").at("accuracy").dump(), R"({"mean":0.5,"standard_error":0.25,"values":[0.25,0.75]})");
  EXPECT_EQ(row.at("dev").at("accuracy").at("standard_error"), 0.0);
}

TEST(ResultTable, OneSeedMergesToItself) {
  const Json table = Seed(3, 0.5, 0.25);
  EXPECT_EQ(MergeSeedTables({table}), table);
  EXPECT_TRUE(table.at("rows").at(0).at("metrics").at("accuracy").at("standard_error").is_null());
}

TEST(ResultTable, WithoutATestFileTheDevScoresCount) {
  const Json table = SeedTable(kHead, 1, {{"dev", {{"accuracy", 0.5}}}});
  EXPECT_EQ(table.at("split"), "dev");
  EXPECT_EQ(table.at("rows").at(0).at("metrics").at("accuracy").at("mean"), 0.5);
}

}  // namespace
}  // namespace linkbert
