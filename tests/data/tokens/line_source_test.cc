#include "data/tokens/line_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

std::vector<std::string> AllOf(const TextSource& source) {
  std::vector<std::string> texts;
  for (std::string text; source(text);) texts.push_back(text);
  return texts;
}

TEST(LinesOf, GivesTheLinesOfEveryFileInOrder) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "a", "one\ntwo");
  WriteFileAtomically(folder / "b", "");
  WriteFileAtomically(folder / "c", "\nthree\n");
  EXPECT_THAT(AllOf(LinesOf({folder / "a", folder / "b", folder / "c"})),
              testing::ElementsAre("one", "two", "", "three"));
  EXPECT_TRUE(AllOf(LinesOf({})).empty());
}

TEST(LinesOf, NamesTheFileThatCannotBeRead) {
  const TemporaryFolder folder;
  for (const std::string& path : {folder / "none", folder / ""}) {
    try {
      AllOf(LinesOf({path}));
      FAIL() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput);
      EXPECT_THAT(error.what(), testing::HasSubstr(path));
    }
  }
}

}  // namespace
}  // namespace linkbert
