#include "core/report/html.h"

#include <gtest/gtest.h>

namespace linkbert::report {
namespace {

TEST(Html, EscapesMarkupQuotesControlsAndBrokenBytes) {
  EXPECT_EQ(Escape("<a href=\"x\">&'</a>"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(Escape(std::string("a\0b\x7F", 4)), "a b ");
  EXPECT_EQ(Escape("\xFFz\xC3\xA9"), "\xEF\xBF\xBDz\xC3\xA9");
}

TEST(Html, ShortensAtCodePoints) {
  EXPECT_EQ(Shorten("h\xC3\xA9llo", 2), "h\xC3\xA9…");
  EXPECT_EQ(Shorten("h\xC3\xA9", 2), "h\xC3\xA9");
}

TEST(Html, NumbersKeepThreeDigitsOrSo) {
  EXPECT_EQ(FormatNumber(0), "0");
  EXPECT_EQ(FormatNumber(0.000032), "3.2e-05");
  EXPECT_EQ(FormatNumber(0.6431), "0.643");
  EXPECT_EQ(FormatNumber(-7.318), "-7.32");
  EXPECT_EQ(FormatNumber(1234567), "1,234,567");
  EXPECT_EQ(FormatNumber(0.683, NumberFormat::kPercent), "68.3 %");
  EXPECT_EQ(FormatCount(-1234), "-1,234");
}

TEST(Html, ErrorsStandBesideTheirNumbers) {
  EXPECT_EQ(FormatWithError(0.6431, 0.0121), "0.643 ± 0.012");
  EXPECT_EQ(FormatWithError(0.6431, std::nullopt), "0.643");
  EXPECT_EQ(FormatWithError(0.683, 0.009, NumberFormat::kPercent), "68.3 ± 0.9 %");
}

TEST(Html, TimesAreUtc) { EXPECT_EQ(FormatTime(1'700'000'000), "2023-11-14 22:13 UTC"); }

}  // namespace
}  // namespace linkbert::report
