#include "data/tokens/normalized_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace linkbert {
namespace {

using testing::ElementsAre;

TEST(NormalizedText, KeepsWhiteSpaceAndSaysWhereEachByteComesFrom) {
  NormalizedText normal;
  const std::string_view text = "xxA\t\u00c9 \u4e2d.";
  NormalizeText(text, 2, text.size(), BertNormalizer(true), normal);
  EXPECT_EQ(normal.text, "a e  \u4e2d .");
  EXPECT_THAT(normal.begins, ElementsAre(2, 3, 4, 6, 7, 7, 7, 7, 7, 10));
  EXPECT_THAT(normal.ends, ElementsAre(3, 4, 6, 7, 10, 10, 10, 10, 10, 11));
}

TEST(NormalizedText, DoesOnlyWhatTheOptionsSay) {
  NormalizedText normal;
  const std::string_view text = "\u0130e\u0301\t\u0001\u4e2d";
  NormalizeText(text, 0, text.size(), {false, false, false, false}, normal);
  EXPECT_EQ(normal.text, text);
  NormalizeText(text, 0, text.size(), {.lower_case = true, .strip_accents = false, .chinese_characters = false},
                normal);
  EXPECT_EQ(normal.text, "i\u0307e\u0301 \u4e2d");
  NormalizeText(text, 0, text.size(), {.lower_case = false, .strip_accents = true, .clean_text = false}, normal);
  EXPECT_EQ(normal.text, "Ie\t\u0001 \u4e2d ");
}

}  // namespace
}  // namespace linkbert
