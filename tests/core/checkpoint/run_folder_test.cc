#include "core/checkpoint/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using testing::HasSubstr;

TEST(RunFolder, ASecondOwnerIsRefusedAndToldOfTheFirst) {
  const test::TemporaryFolder folder;
  const RunFolder first(folder / "runs/a");
  try {
    const RunFolder second(folder / "runs/a");
    FAIL() << "two owners";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutput);
    EXPECT_THAT(error.what(), HasSubstr("process " + std::to_string(::getpid()) + " on "));
    EXPECT_THAT(error.what(), HasSubstr("UTC"));
  }
  EXPECT_NO_THROW(RunFolder(folder / "runs/b"));
}

TEST(RunFolder, IsFreeAfterItsOwner) {
  const test::TemporaryFolder folder;
  { const RunFolder first(folder / "a"); }
  const RunFolder second(folder / "a");
  EXPECT_EQ(second.abandoned_by(), "");
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a/checkpoints"));
}

TEST(RunFolder, AKilledOwnerLeavesNoLockButItsName) {
  const test::TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    const RunFolder owner(folder / "a");
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  const RunFolder next(folder / "a");
  EXPECT_THAT(next.abandoned_by(), HasSubstr("process " + std::to_string(child) + " on "));
}

TEST(RunFolder, ClearsTemporariesOfKilledWriters) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder / "a/checkpoints");
  for (const char* name : {"a/run.json.tmp-77", "a/checkpoints/latest.tmp-77", "a/metrics.jsonl"}) {
    std::ofstream(folder / name) << "x";
  }
  const RunFolder run(folder / "a");
  EXPECT_FALSE(std::filesystem::exists(folder / "a/run.json.tmp-77"));
  EXPECT_FALSE(std::filesystem::exists(folder / "a/checkpoints/latest.tmp-77"));
  EXPECT_TRUE(std::filesystem::exists(folder / "a/metrics.jsonl"));
}

TEST(RunFolder, AFolderOfSomebodyElseIsRefusedAndLeftAlone) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder / "a");
  std::ofstream(folder / "a/thesis.tex") << "x";
  try {
    RunFolder(folder / "a");
    FAIL() << "took it";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutput);
    EXPECT_THAT(error.what(), HasSubstr("holds files that no run wrote"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "a/lock"));
}

TEST(RunFolder, ALockThatIsALinkIsRefusedAndItsTargetLeftAlone) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder / "a/checkpoints");
  std::ofstream(folder / "precious") << "old";
  std::filesystem::create_symlink(folder / "precious", folder / "a/lock");
  try {
    RunFolder(folder / "a");
    FAIL() << "took it";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutput);
    EXPECT_THAT(error.what(), HasSubstr("a/lock: is a symbolic link"));
  }
  EXPECT_EQ(std::filesystem::file_size(folder / "precious"), 3U);
}

TEST(RunFolder, AFileInItsPlaceIsNamed) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "a") << "x";
  EXPECT_THROW(RunFolder(folder / "a"), Error);
}

}  // namespace
}  // namespace linkbert
