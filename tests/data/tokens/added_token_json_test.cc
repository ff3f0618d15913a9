#include "data/tokens/added_token_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace linkbert {
namespace {

using testing::ElementsAre;

TEST(AddedTokenJson, NamesWithCommasBetweenAreSpecialTokens) {
  EXPECT_THAT(ParseAddedTokens(" [SUBJ], [OBJ] ", "x"), ElementsAre(AddedToken{.content = "[SUBJ]", .special = true},
                                                                    AddedToken{.content = "[OBJ]", .special = true}));
  EXPECT_THAT(ParseAddedTokens("", "x"), ElementsAre());
}

TEST(AddedTokenJson, AListOfObjectsSaysMore) {
  EXPECT_THAT(ParseAddedTokens(R"([{"content": "a, b"}, {"content": "[X]", "special": true, "rstrip": true}])", "x"),
              ElementsAre(AddedToken{.content = "a, b", .normalized = true},
                          AddedToken{.content = "[X]", .special = true, .rstrip = true}));
}

TEST(AddedTokenJson, WhatIsNoTokenIsRefused) {
  for (const char* text : {"a,,b", ",", "a,b,a", "[{\"content\": 1}]", "[{", R"([{"content": "a", "lstrip": "no"}])"})
    EXPECT_THROW(ParseAddedTokens(text, "x"), Error) << text;
}

TEST(AddedTokenJson, WhatIsWrittenIsReadBack) {
  const AddedToken token{.content = "\u00e9\"", .id = 9, .special = true, .single_word = true, .normalized = true};
  EXPECT_EQ(AddedTokenFromJson(AddedTokensToJson({token})[0], "x"), token);
}

}  // namespace
}  // namespace linkbert
