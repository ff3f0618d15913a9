#include "base/ascii.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

TEST(Ascii, OnlyItsCapitalsBecomeSmall) {
  EXPECT_EQ(InLowerAscii("AbZ@[`{ Ä \xC3\x84 0"), "abz@[`{ Ä \xC3\x84 0");
  for (int c = 0; c < 256; ++c) {
    const char in = static_cast<char>(c);
    const bool capital = c >= 'A' && c <= 'Z';
    EXPECT_EQ(LowerAscii(in), capital ? static_cast<char>(c + 32) : in) << c;
  }
}

}  // namespace
}  // namespace linkbert
