#include "base/parse_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;

std::string Nested(std::size_t depth, char open = '[', char close = ']') {
  return std::string(depth, open) + std::string(depth, close);
}

TEST(ParseJson, ReadsUpToTheLimitAndNoDeeper) {
  EXPECT_EQ(ParseJson<Json>(Nested(kMostJsonDepth), "f").dump(), Nested(kMostJsonDepth));
  for (const std::size_t depth : {kMostJsonDepth + 1, std::size_t{100'000}}) {
    try {
      ParseJson<Json>(Nested(depth), "f");
      ADD_FAILURE() << depth;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput);
      EXPECT_NE(std::string(error.what()).find("f: is JSON nested deeper than 256"), std::string::npos);
    }
    EXPECT_THROW(ParseJson<Json>(Nested(depth), "f", /*allow_exceptions=*/false), Error);
    EXPECT_TRUE(TryParseJson<Json>(Nested(depth)).is_discarded());
  }
  std::string objects;
  for (int i = 0; i < 300; ++i) objects += "{\"a\":";
  EXPECT_TRUE(IsJsonTooDeep(objects + "1" + std::string(300, '}')));
}

TEST(ParseJson, CountsDepthAndNotBrackets) {
  std::string many = "[";
  for (int i = 0; i < 5000; ++i) many += "[{}],";
  many += "0]";
  EXPECT_EQ(ParseJson<Json>(many, "f").size(), 5001U);
  const std::string quoted = "[\"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') + "\"]";
  EXPECT_EQ(ParseJson<Json>(quoted, "f").at(0).get<std::string>().size(), 2001U);
  EXPECT_TRUE(IsJsonTooDeep("\"\\\\\"" + Nested(300))) << "the quote ends behind an escaped backslash";
}

TEST(ParseJson, TellsWhatIsNoJsonAsTheLibraryDoes) {
  EXPECT_THROW(ParseJson<Json>("{", "f"), Json::parse_error);
  EXPECT_TRUE(ParseJson<Json>("{", "f", /*allow_exceptions=*/false).is_discarded());
  EXPECT_TRUE(TryParseJson<Json>("").is_discarded());
}

}  // namespace
}  // namespace linkbert
