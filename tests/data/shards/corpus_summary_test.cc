// SummarizeCorpus and its two forms.
#include "data/shards/corpus_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/corpus_builder.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

CorpusSummary Summary(const std::string& folder) {
  test::Staircase().Write(folder);
  return SummarizeCorpus(folder);
}

TEST(CorpusSummary, InDegreesAreDescribed) {
  const TemporaryFolder folder;
  const InDegreeSummary degree = Summary(folder / "c").in_degree;
  EXPECT_EQ(degree.minimum, 0U);
  EXPECT_EQ(degree.median, 4U) << "half of the ten are at most 4";
  EXPECT_EQ(degree.p90, 8U);
  EXPECT_EQ(degree.p99, 9U);
  EXPECT_EQ(degree.maximum, 9U);
  EXPECT_DOUBLE_EQ(degree.zero_share, 0.1);
  ASSERT_EQ(degree.top.size(), 10U);
  EXPECT_EQ(degree.top.front(), (std::pair<std::string, std::uint32_t>("d0", 9)));
}

TEST(CorpusSummary, JsonHasTheKeysThatScriptsUse) {
  const TemporaryFolder folder;
  const auto json = nlohmann::json::parse(SummaryToJson(Summary(folder / "c")));
  EXPECT_EQ(json.at("documents"), 10);
  EXPECT_EQ(json.at("segments"), 10);
  EXPECT_EQ(json.at("tokens"), 100);
  for (const char* key : {"found", "resolved", "ambiguous", "dangling", "self"})
    EXPECT_TRUE(json.at("links").contains(key));
  EXPECT_EQ(json.at("in_degree").at("top").at(0).at("title"), "d0");
}

TEST(CorpusSummary, RedirectsAndTemplatesAreToldInBothForms) {
  CorpusSummary summary;
  summary.manifest.entries = {{"documents", 3}, {"redirects", 2}, {"redirects_dangling", 9}};
  for (int i = 0; i < 12; ++i) summary.manifest.templates.common.emplace_back(fmt::format("t{:02}", i), 40 - i);
  summary.manifest.templates.other_names = 1000, summary.manifest.templates.other = 2000;
  const auto json = nlohmann::json::parse(SummaryToJson(summary));
  EXPECT_EQ(json.at("redirects"), 2);
  EXPECT_EQ(json.at("templates").at("common").at("t03"), 37);
  EXPECT_EQ(json.at("templates").at("other"), 2000);
  EXPECT_EQ(json.at("elements").at("other_names"), 0);
  const std::string text = SummaryToText(summary);
  EXPECT_THAT(text, HasSubstr("templates of the documents\n  t00                               40\n"));
  EXPECT_THAT(text, HasSubstr("  1,002 more                     2,059\n")) << "30 + 29 + 2000";
  EXPECT_THAT(text, testing::Not(HasSubstr("elements")));
}

TEST(CorpusSummary, TextGroupsDigitsAndAddsUp) {
  Manifest manifest;
  manifest.entries = {{"documents", 1234567}, {"empty", 3}};
  manifest.links = {.found = 1000, .resolved = 900, .ambiguous = 50, .dangling = 40, .self = 10};
  const std::string text = AccountingToText(manifest);
  EXPECT_THAT(text, HasSubstr("documents                  1,234,567  100.0 %"));
  EXPECT_THAT(text, HasSubstr("total                      1,234,570"));
  EXPECT_THAT(text, HasSubstr("found                          1,000\n"));
  EXPECT_THAT(text, HasSubstr("resolved                         900  90.0 %"));
}

TEST(CorpusSummary, ATitleThatIsNoUtf8DoesNotBreakTheJson) {
  CorpusSummary summary;
  summary.in_degree.top = {{"caf\xE9", 1}};
  EXPECT_THAT(SummaryToJson(summary), HasSubstr("caf\uFFFD"));
}

}  // namespace
}  // namespace linkbert
