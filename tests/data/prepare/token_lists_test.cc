// TokenLists: round trip, and damage.
#include "data/prepare/token_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(TokenLists, GivesBackEveryList) {
  const test::TemporaryFolder folder;
  WriteTokenLists(folder / "lists", {{5, 6, 7}, {}, {9}});
  const TokenLists lists(folder / "lists");
  ASSERT_EQ(lists.size(), 3U);
  EXPECT_THAT(lists[0], ElementsAre(5, 6, 7));
  EXPECT_THAT(lists[1], IsEmpty());
  EXPECT_THAT(lists[2], ElementsAre(9));
  WriteTokenLists(folder / "none", {});
  EXPECT_EQ(TokenLists(folder / "none").size(), 0U);
}

TEST(TokenLists, DamageAnywhereIsNamed) {
  const test::TemporaryFolder folder;
  WriteTokenLists(folder / "lists", {{5, 6, 7}, {}, {9}});
  const std::string whole = ReadFile(folder / "lists");
  const auto message = [&](const std::string& content) {
    WriteFileAtomically(folder / "bad", content);
    return test::ErrorOf(ErrorCode::kInput, [&] { TokenLists lists(folder / "bad"); });
  };
  for (std::size_t size = 0; size < whole.size(); size += 5) {
    EXPECT_THAT(message(whole.substr(0, size)), HasSubstr("bad: this intermediate file is damaged")) << size;
  }
  for (std::size_t place = 0; place < whole.size(); ++place) {
    std::string flipped = whole;
    flipped[place] = static_cast<char>(flipped[place] ^ 1);
    EXPECT_THAT(message(flipped), HasSubstr("is damaged")) << place;
  }
}

}  // namespace
}  // namespace linkbert
