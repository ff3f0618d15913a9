// `linkbert report` on a folder as pretraining leaves it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "base/atomic_file.h"
#include "launch/commands/commands.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using test::TemporaryFolder;
using testing::HasSubstr;

std::string Report(const std::string& arguments) {
  CLI::App app;
  AddReportCommand(Verb(&app));
  testing::internal::CaptureStdout();
  try {
    app.parse("report " + arguments);
  } catch (...) {
    testing::internal::GetCapturedStdout();
    throw;
  }
  std::fflush(stdout);
  return testing::internal::GetCapturedStdout();
}

TEST(ReportCommand, WritesIntoTheFirstFolderUnlessToldOtherwise) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "metrics.jsonl", "{\"step\": 10, \"mlm_loss\": 7.25}\n");
  EXPECT_THAT(Report(folder.path()), HasSubstr(folder / "report.html"));
  EXPECT_THAT(ReadFile(folder / "report.html"), HasSubstr("7.25"));
  Report(folder.path() + " --output " + (folder / "other.html"));
  EXPECT_EQ(ReadFile(folder / "other.html"), ReadFile(folder / "report.html"));
}

TEST(ReportCommand, AFolderThatIsNoRunLeavesNothing) {
  const TemporaryFolder folder;
  ErrorOf(ErrorCode::kInput, [&] { Report(folder.path()); });
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_THROW(Report(""), CLI::RequiredError);
}

}  // namespace
}  // namespace linkbert
