// What is at an output's name stays what it is: links, pipes and devices (made here, in a folder of the test's own).
#include "base/output_place.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/growing_file.h"
#include "base/new_file.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

std::string Refusal(const std::string& path) {
  try {
    WriteFileAtomically(path, "new");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutput);
    return error.what();
  }
  ADD_FAILURE() << path << " was written";
  return "";
}

std::size_t FilesIn(const test::TemporaryFolder& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder.path()), {}));
}

TEST(OutputPlace, ALinkStaysAndItsTargetIsReplaced) {
  const test::TemporaryFolder folder;
  fs::create_directory(folder / "there");
  std::ofstream(folder / "there/file") << "old";
  fs::create_symlink("there/file", folder / "first");
  fs::create_symlink(folder / "first", folder / "second");
  WriteFileAtomically(folder / "second", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "first") && fs::is_symlink(folder / "second"));
  EXPECT_EQ(ReadFile(folder / "there/file"), "new");
  EXPECT_EQ(FilesIn(folder), 3U);  // no temporary stays
}

TEST(OutputPlace, ALinkThatLeadsNowhereMakesItsTarget) {
  const test::TemporaryFolder folder;
  fs::create_symlink("file", folder / "link");
  WriteFileAtomically(folder / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(ReadFile(folder / "file"), "new");
}

TEST(OutputPlace, APipeIsWrittenThrough) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  fs::create_symlink("pipe", folder / "link");
  const std::string content(3 << 20, 'x');  // more than a pipe or the buffer holds
  for (const char* name : {"pipe", "link"}) {
    std::string seen;
    std::thread reader([&] { seen = ReadFile(folder / "pipe"); });
    WriteFileAtomically(folder / name, content);
    reader.join();
    EXPECT_EQ(seen.size(), content.size());
  }
  EXPECT_TRUE(fs::is_fifo(folder / "pipe") && fs::is_symlink(folder / "link"));
}

TEST(OutputPlace, AReaderThatIsGoneIsAnErrorAndNoSignal) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  const int reader = ::open((folder / "pipe").c_str(), O_RDONLY | O_NONBLOCK);
  GrowingFile file(folder / "pipe");
  ::close(reader);
  file.Append("x");
  EXPECT_THROW(file.Commit(), Error);
  EXPECT_TRUE(fs::is_fifo(folder / "pipe"));
}

TEST(OutputPlace, ADeviceStaysOne) {
  const test::TemporaryFolder folder;
  if (::mknod((folder / "null").c_str(), S_IFCHR | 0600, makedev(1, 3)) != 0 ||
      !std::ofstream(folder / "null").is_open()) {
    GTEST_SKIP() << "not run: needs the right to make and open a device";
  }
  fs::create_symlink("null", folder / "link");
  WriteFileAtomically(folder / "null", "new");
  WriteFileAtomically(folder / "link", "new");
  EXPECT_TRUE(fs::is_character_file(folder / "null") && fs::is_symlink(folder / "link"));
}

TEST(OutputPlace, AFullDeviceIsAnError) {
  const test::TemporaryFolder folder;
  if (::mknod((folder / "full").c_str(), S_IFCHR | 0600, makedev(1, 7)) != 0 ||
      !std::ofstream(folder / "full").is_open()) {
    GTEST_SKIP() << "not run: needs the right to make and open a device";
  }
  EXPECT_NE(Refusal(folder / "full").find("full: cannot be written: No space left"), std::string::npos);
  EXPECT_TRUE(fs::is_character_file(folder / "full"));
}

TEST(OutputPlace, FoldersAndCirclesAreRefused) {
  const test::TemporaryFolder folder;
  fs::create_symlink("b", folder / "a");
  fs::create_symlink("a", folder / "b");
  EXPECT_NE(Refusal(folder.path()).find("is a folder"), std::string::npos);
  EXPECT_NE(Refusal(folder / "a").find("symbolic links"), std::string::npos);
  EXPECT_TRUE(fs::is_symlink(folder / "a") && fs::is_symlink(folder / "b"));
}

TEST(OutputPlace, WhatIsFilledInPlaceGoesToRegularFilesAlone) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THROW(FindRegularOutput(folder / "pipe"), Error);
  CreateNewFile(folder / "made");
  EXPECT_THROW(CommitFile(folder / "made", folder / "pipe"), Error);
  EXPECT_TRUE(fs::is_fifo(folder / "pipe"));
  EXPECT_EQ(FindRegularOutput(folder / "absent"), folder / "absent");
}

TEST(AtomicFile, ATemporarysNameIsNeverFollowedAndAStaleOneDoesNotBlock) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "precious") << "old";
  fs::create_symlink(folder / "precious", TemporaryName(folder / "file"));
  WriteFileAtomically(folder / "file", "new");
  EXPECT_EQ(ReadFile(folder / "precious"), "old");
  EXPECT_EQ(ReadFile(folder / "file"), "new");
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(folder / "file")));
  std::ofstream(TemporaryName(folder / "file")) << "of a killed process of this number";
  WriteFileAtomically(folder / "file", "newer");
  EXPECT_EQ(ReadFile(folder / "file"), "newer");
}

TEST(GrowingFile, AppearsWholeOrNotAtAll) {
  const test::TemporaryFolder folder;
  {
    GrowingFile left(folder / "file");
    left.Append("half");
  }
  EXPECT_EQ(FilesIn(folder), 0U);
  GrowingFile file(folder / "file");
  for (int i = 0; i < 3; ++i) file.Append(std::string(700'000, static_cast<char>('a' + i)));
  EXPECT_FALSE(fs::exists(folder / "file"));
  file.Commit();
  const std::string written = ReadFile(folder / "file");
  EXPECT_EQ(written, std::string(700'000, 'a') + std::string(700'000, 'b') + std::string(700'000, 'c'));
}

}  // namespace
}  // namespace linkbert
