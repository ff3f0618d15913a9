#include "data/tokens/normalizer_options.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

TEST(NormalizerOptions, EveryCombinationHasANumberAndATextOfItsOwn) {
  std::set<std::string> texts;
  for (std::size_t number = 0; number < kNormalizers; ++number) {
    EXPECT_EQ(NumberOf(OptionsOf(number)), number);
    texts.insert(ToText(OptionsOf(number)));
  }
  EXPECT_EQ(texts.size(), kNormalizers);
}

TEST(NormalizerOptions, WhatBertUsesNamesLowerCaseAlone) {
  EXPECT_EQ(ToText(BertNormalizer(true)), "do_lower_case true");
  EXPECT_EQ(ToText(BertNormalizer(false)), "do_lower_case false");
  EXPECT_TRUE(UnusualOptions(BertNormalizer(true)).empty());
}

TEST(NormalizerOptions, WhatIsUnusualIsNamedAsHuggingFaceDoes) {
  EXPECT_EQ(ToText({.lower_case = true, .strip_accents = false}), "do_lower_case true, strip_accents false");
  EXPECT_EQ(ToText({.lower_case = false, .strip_accents = true, .chinese_characters = false, .clean_text = false}),
            "do_lower_case false, strip_accents true, tokenize_chinese_chars false, clean_text false");
}

}  // namespace
}  // namespace linkbert
