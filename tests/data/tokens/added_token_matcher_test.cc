#include "data/tokens/added_token_matcher.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace linkbert {
namespace {

using testing::ElementsAre;

// "text" for what no token covers, "<id:text>" for a token.
std::vector<std::string> Cut(const std::vector<AddedToken>& tokens, std::string_view text) {
  std::vector<std::string> parts;
  AddedTokenMatcher(tokens).Split(
      text, [&](std::size_t begin, std::size_t end) { parts.emplace_back(text.substr(begin, end - begin)); },
      [&](std::int32_t id, std::size_t begin, std::size_t end) {
        parts.push_back(fmt::format("<{}:{}>", id, text.substr(begin, end - begin)));
      });
  return parts;
}

TEST(AddedTokenMatcher, TheLeftmostAndOfThoseTheLongestCounts) {
  const std::vector<AddedToken> tokens = {
      {.content = "ab", .id = 1}, {.content = "abcd", .id = 2}, {.content = "bcde", .id = 3}};
  EXPECT_THAT(Cut(tokens, "xabcdex"), ElementsAre("x", "<2:abcd>", "ex"));
  EXPECT_THAT(Cut(tokens, "abcabbcde"), ElementsAre("<1:ab>", "c", "<1:ab>", "<3:bcde>"));
}

TEST(AddedTokenMatcher, NothingIsLeftOutOrEmpty) {
  const std::vector<AddedToken> tokens = {{.content = "[E]", .id = 7}};
  EXPECT_THAT(Cut(tokens, "[E][E] [E"), ElementsAre("<7:[E]>", "<7:[E]>", " [E"));
  EXPECT_THAT(Cut(tokens, ""), ElementsAre());
  EXPECT_THAT(Cut({}, "[E]"), ElementsAre("[E]"));
}

TEST(AddedTokenMatcher, ASingleWordMayNotTouchALetterDigitMarkOrConnector) {
  const std::vector<AddedToken> tokens = {{.content = "in", .id = 1, .single_word = true}};
  EXPECT_THAT(Cut(tokens, "in (in) inn \u00e9in in_ in\u0301 in"),
              ElementsAre("<1:in>", " (", "<1:in>", ") inn \u00e9in in_ in\u0301 ", "<1:in>"));
}

TEST(AddedTokenMatcher, WhiteSpaceIsTakenWhereAskedForButNotTwice) {
  const std::vector<AddedToken> tokens = {{.content = "L", .id = 1, .lstrip = true},
                                          {.content = "R", .id = 2, .rstrip = true}};
  EXPECT_THAT(Cut(tokens, "a \u3000L b"), ElementsAre("a", "<1: \u3000L>", " b"));
  EXPECT_THAT(Cut(tokens, "R \tL"), ElementsAre("<2:R \t>", "<1:L>"));
  EXPECT_THAT(Cut(tokens, " L R "), ElementsAre("<1: L>", " ", "<2:R >"));
}

TEST(AddedTokenMatcher, BytesThatAreNoTextAreNoWordAndNoWhiteSpace) {
  const std::vector<AddedToken> tokens = {
      {.content = "x", .id = 1, .single_word = true, .lstrip = true, .rstrip = true}};
  EXPECT_THAT(Cut(tokens, "\xFFx\x80"), ElementsAre("\xFF", "<1:x>", "\x80"));
}

}  // namespace
}  // namespace linkbert
