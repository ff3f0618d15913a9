#include "core/weight_files/output_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

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

// No file may be larger than the limit: what a full disk is to the writer.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

TEST(OutputFile, AFullDiskIsAnErrorThatNamesTheFile) {
  const test::TemporaryFolder folder;
  const SmallDisk disk(50);
  OutputFile full(folder / "f", 0);
  try {
    full.Write(50, std::string_view("x"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutput);
    EXPECT_THAT(error.what(), testing::HasSubstr("/f: cannot be written: File too large"));
  }
  EXPECT_THROW(OutputFile(folder / "g", 100), Error);
}

TEST(OutputFile, IsMadeAnewWhereALinkLies) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "precious") << "old";
  std::filesystem::create_symlink("precious", folder / "f");
  OutputFile file(folder / "f", 3);
  file.Write(0, std::string_view("new"));
  file.Close();
  EXPECT_EQ(ReadFile(folder / "precious"), "old");
  EXPECT_EQ(ReadFile(folder / "f"), "new");
}

TEST(OutputFile, MissingFilesCannotBeFilledIn) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(OutputFile::OpenExisting(folder / "none"), Error);
}

}  // namespace
}  // namespace linkbert
