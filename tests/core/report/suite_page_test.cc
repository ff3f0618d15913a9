#include "core/report/suite_page.h"

#include <gtest/gtest.h>

namespace linkbert::report {
namespace {

TEST(SuitePage, HoldsTheTableAndEscapesIt) {
  const SuiteResults results = {.suite = "mine", .model = "<b>model</b>", .average = "none", .tasks = {}};
  const SuiteTable table = {.head = {"task", "ours"}, .rows = {{"a & b", "88.10 ± 0.20"}}, .notes = {"<note>"}};
  const std::string page = SuitePage(results, table);
  EXPECT_NE(page.find("<th scope=\"row\">a &amp; b</th><td>88.10 ± 0.20</td>"), std::string::npos);
  EXPECT_NE(page.find("&lt;note&gt;"), std::string::npos);
  EXPECT_EQ(page.find("<b>model"), std::string::npos);
}

}  // namespace
}  // namespace linkbert::report
