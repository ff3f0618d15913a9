#include "data/tokens/white_space.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

TEST(WhiteSpace, IsFoundAtBothEndsInEveryScript) {
  EXPECT_EQ(WithoutSpaceBehind("a \u3000\u0085\r"), "a");
  EXPECT_EQ(WithoutSpaceBehind(" \u2028"), "");
  EXPECT_EQ(WithoutSpaceBehind("a\u200b"), "a\u200b") << "a zero width space is none";
  EXPECT_EQ(SpaceInFront("\t\u00a0a "), 3U);
  EXPECT_EQ(SpaceInFront(" "), 1U);
}

TEST(WhiteSpace, WordsAreLettersMarksDigitsAndConnectors) {
  for (const char* word : {"a", "\u00e9", "\u0301", "7", "_", "\u4e2d", "\u0660"}) {
    EXPECT_TRUE(BeginsWithWord(word)) << word;
    EXPECT_TRUE(EndsWithWord(word)) << word;
  }
  for (const char* other : {"", ".", "-", " ", "\u00ab", "\xFF", "\xE4\xB8"}) {
    EXPECT_FALSE(BeginsWithWord(other)) << other;
    EXPECT_FALSE(EndsWithWord(other)) << other;
  }
}

}  // namespace
}  // namespace linkbert
