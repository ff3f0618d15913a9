#include "core/checkpoint/output_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/atomic_file.h"
#include "base/error.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

TEST(OutputFile, SeveralWritersFillInOneFile) {
  const test::TemporaryFolder folder;
  OutputFile first(folder / "f", 12);
  OutputFile second = OutputFile::OpenExisting(folder / "f");
  const float value = 1.0f;
  second.Write(8, std::string_view("tail"));
  first.Write(4, std::span<const float>(&value, 1));
  first.Sync();
  first.Close();
  second.Close();
  EXPECT_EQ(ReadFile(folder / "f"), std::string("\0\0\0\0\0\0\x80\x3Ftail", 12));
}

// /dev/full takes every open and no byte.
TEST(OutputFile, AFullDiskIsAnErrorThatNamesTheFile) {
  OutputFile full("/dev/full", 0);
  try {
    full.Write(0, std::string_view("x"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutput);
    EXPECT_THAT(error.what(), testing::HasSubstr("/dev/full: cannot be written: No space left"));
  }
  EXPECT_THROW(OutputFile("/dev/full", 100), Error);
}

TEST(OutputFile, MissingFilesCannotBeFilledIn) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(OutputFile::OpenExisting(folder / "none"), Error);
}

}  // namespace
}  // namespace linkbert
