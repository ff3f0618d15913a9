#include "data/tokens/utf8.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace linkbert {
namespace {

using testing::ElementsAre;

std::vector<std::uint32_t> Decode(std::string_view text) {
  std::vector<std::uint32_t> code_points;
  for (std::size_t i = 0; i < text.size();) {
    const DecodedCharacter character = DecodeUtf8(text, i);
    code_points.push_back(static_cast<std::uint32_t>(character.code_point));
    i += character.bytes;
  }
  return code_points;
}

TEST(Utf8, EveryScalarValueSurvivesARoundTrip) {
  for (char32_t c = 0; c < 0x110000; c = c == 0xD7FF ? 0xE000 : c + 1) {
    std::string text;
    const std::uint32_t bytes = AppendUtf8(c, text);
    const DecodedCharacter character = DecodeUtf8(text, 0);
    ASSERT_EQ(bytes, text.size());
    ASSERT_EQ(character.code_point, c);
    ASSERT_EQ(character.bytes, bytes);
  }
}

TEST(Utf8, MalformedBytesAreReadOneByOne) {
  EXPECT_THAT(Decode("a\x80"
                     "b"),
              ElementsAre('a', 0xFFFD, 'b'));
  EXPECT_THAT(Decode("\xC3"), ElementsAre(0xFFFD));                                      // cut off
  EXPECT_THAT(Decode("\xE2\x82x"), ElementsAre(0xFFFD, 0xFFFD, 'x'));                    // cut off inside
  EXPECT_THAT(Decode("\xC0\x80"), ElementsAre(0xFFFD, 0xFFFD));                          // overlong
  EXPECT_THAT(Decode("\xE0\x80\x80"), ElementsAre(0xFFFD, 0xFFFD, 0xFFFD));              // overlong
  EXPECT_THAT(Decode("\xED\xA0\x80"), ElementsAre(0xFFFD, 0xFFFD, 0xFFFD));              // surrogate
  EXPECT_THAT(Decode("\xF4\x90\x80\x80"), ElementsAre(0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD));  // above U+10FFFF
  EXPECT_THAT(Decode("\xFF"), ElementsAre(0xFFFD));
}

TEST(Utf8, ValidityTellsTheReplacementCharacterFromMalformedBytes) {
  EXPECT_TRUE(IsValidUtf8("a\xEF\xBF\xBD"));
  EXPECT_FALSE(IsValidUtf8("a\xEF\xBF"));
}

TEST(Utf8, CodePointsBeforeCountsEachMalformedByte) {
  EXPECT_THAT(CodePointsBefore("a\u00e9\x80z"), ElementsAre(0, 1, 2, 2, 3, 4));
  EXPECT_THAT(CodePointsBefore(""), ElementsAre(0));
}

}  // namespace
}  // namespace linkbert
