// What a file may be: a stream without end, a bomb, a value out of its option's range; and what cannot be removed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/expansion_limit.h"
#include "base/option_ranges.h"
#include "base/read_limited.h"
#include "base/remove_tree.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/undeletable.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

TEST(ReadFile, EndsBehindItsLimitAlsoWhereTheFileHasNoEnd) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "endless").c_str(), 0600), 0);
  std::thread writer([&] {
    try {
      WriteFileAtomically(folder / "endless", std::string(8 << 20, 'x'));
    } catch (const Error&) {  // its reader goes
    }
  });
  try {
    ReadFileUpTo(folder / "endless", 1 << 20);
    ADD_FAILURE() << "read it all";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    EXPECT_NE(std::string(error.what()).find("endless: holds more than 1048576 bytes"), std::string::npos);
  }
  writer.join();
  std::ofstream(folder / "file") << "12345";
  EXPECT_EQ(ReadFileUpTo(folder / "file", 5), "12345");
  EXPECT_THROW(ReadFileUpTo(folder / "file", 4), Error);
}

TEST(ExpansionLimit, IsAFunctionOfTheFilesSize) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "small") << "x";
  EXPECT_EQ(ExpansionLimit(folder / "small"), 64U << 20);
  std::ofstream(folder / "large") << "x";
  fs::resize_file(folder / "large", 3 << 20);
  EXPECT_EQ(ExpansionLimit(folder / "large"), std::uint64_t{96} << 20);
}

struct Options {
  std::int64_t count = 3;
  double share = 0.5;
  std::string way = "mean";
};

std::string Refused(Options options) {
  try {
    RequireRanges(
        [&](OptionVisitor& visitor) {
          visitor.Field({.name = "count", .doc = "", .minimum = 1, .maximum = 5}, options.count);
          visitor.Field({.name = "share", .doc = "", .minimum = 0, .maximum = 1}, options.share);
          visitor.Field({.name = "way", .doc = "", .choices = {"mean", "sum"}}, options.way);
        },
        "file");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    return error.what();
  }
  return "";
}

TEST(RequireRanges, RefusesWhatItsOptionDoesNotAllow) {
  EXPECT_EQ(Refused({}), "");
  EXPECT_EQ(Refused({.count = 6}), "file: count: 6, wanted 1 to 5.");
  EXPECT_EQ(Refused({.share = 1.5}), "file: share: 1.5, wanted 0 to 1.");
  EXPECT_EQ(Refused({.share = std::nan("")}), "file: share: nan, wanted 0 to 1.");
  EXPECT_EQ(Refused({.way = "max"}), "file: way: \"max\", wanted one of mean, sum.");
}

TEST(RemoveTree, RemovesWhatItCanAndNamesWhatStays) {
  const test::TemporaryFolder folder;
  fs::create_directories(folder / "a/b");
  fs::create_directory(folder / "kept");
  for (const char* name : {"a/1", "a/2", "a/b/3", "kept/4"}) std::ofstream(folder / name) << "x";
  fs::create_symlink(folder / "kept", folder / "a/link");
  {
    const test::Undeletable stuck(folder / "a/2");
    if (stuck.works()) {
      EXPECT_NE(RemoveTree(folder / "a").find("a/2: cannot be removed: "), std::string::npos);
      EXPECT_TRUE(fs::exists(folder / "a/2"));
      EXPECT_FALSE(fs::exists(folder / "a/1") || fs::exists(folder / "a/b"));
    }
  }
  EXPECT_EQ(RemoveTree(folder / "a"), "");
  EXPECT_FALSE(fs::exists(folder / "a"));
  EXPECT_TRUE(fs::exists(folder / "kept/4")) << "a link is removed, not followed";
  EXPECT_EQ(RemoveTree(folder / "absent"), "");
}

}  // namespace
}  // namespace linkbert
