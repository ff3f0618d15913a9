#include "data/tokens/added_token_json.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/error.h"
#include "base/parse_json.h"
#include "data/tokens/white_space.h"

namespace linkbert {
namespace {

using OrderedJson = nlohmann::ordered_json;

bool Flag(const nlohmann::json& token, const char* key, bool missing, const std::string& where) {
  const auto value = token.find(key);
  if (value == token.end() || value->is_null()) return missing;
  if (value->is_boolean()) return value->get<bool>();
  throw Fail(ErrorCode::kInput, "{}: \"{}\" of an added token is {}, wanted true or false.", where, key, value->dump());
}

}  // namespace

AddedToken AddedTokenFromJson(const nlohmann::json& from, const std::string& where) {
  const auto content = from.is_object() ? from.find("content") : from.end();
  if (!from.is_object() || content == from.end() || !content->is_string()) {
    throw Fail(ErrorCode::kInput, "{}: an added token is {}, wanted {{\"content\": TEXT, ...}}.", where,
               from.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).substr(0, 100));
  }
  AddedToken token{.content = content->get<std::string>()};
  if (const auto id = from.find("id"); id != from.end() && !id->is_null()) {
    const std::int64_t number = id->is_number_integer() ? id->get<std::int64_t>() : -1;
    if (number < 0 || number >= kMostTokenIds) {
      throw Fail(ErrorCode::kInput, "{}: the added token \"{}\" has id {}, wanted 0 to {}.", where, token.content,
                 id->dump(), kMostTokenIds - 1);
    }
    token.id = static_cast<std::int32_t>(number);
  }
  token.special = Flag(from, "special", false, where);
  token.single_word = Flag(from, "single_word", false, where);
  token.lstrip = Flag(from, "lstrip", false, where);
  token.rstrip = Flag(from, "rstrip", false, where);
  token.normalized = Flag(from, "normalized", !token.special, where);
  return token;
}

std::vector<AddedToken> ParseAddedTokens(const std::string& text, const std::string& where) {
  std::vector<AddedToken> tokens;
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string::npos) return tokens;
  const std::size_t second = text.find_first_not_of(" \t\n", first + 1);
  if (text[first] == '[' && second != std::string::npos && text[second] == '{') {
    const auto list = TryParseJson<nlohmann::json>(text);
    if (!list.is_array()) throw Fail(ErrorCode::kUsage, "{}: \"{}\" is no list of objects in JSON.", where, text);
    for (const nlohmann::json& token : list) tokens.push_back(AddedTokenFromJson(token, where));
    for (AddedToken& token : tokens) token.id = -1;
  } else {
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find(',', begin), text.size());
      std::string_view content = WithoutSpaceBehind(std::string_view(text).substr(begin, end - begin));
      content.remove_prefix(SpaceInFront(content));
      if (content.empty())
        throw Fail(ErrorCode::kUsage, "{}: \"{}\": nothing stands before or behind a comma.", where, text);
      tokens.push_back({.content = std::string(content), .id = -1, .special = true});
      begin = end + 1;
    }
  }
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto is_same = [&](const AddedToken& other) { return other.content == tokens[i].content; };
    if (std::find_if(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(i), is_same) !=
        tokens.begin() + static_cast<std::ptrdiff_t>(i))
      throw Fail(ErrorCode::kUsage, "{}: \"{}\" is there twice.", where, tokens[i].content);
  }
  return tokens;
}

OrderedJson FlagsToJson(const AddedToken& token) {
  return {{"content", token.content}, {"lstrip", token.lstrip},           {"normalized", token.normalized},
          {"rstrip", token.rstrip},   {"single_word", token.single_word}, {"special", token.special}};
}

OrderedJson AddedTokensToJson(const std::vector<AddedToken>& tokens) {
  OrderedJson list = OrderedJson::array();
  for (const AddedToken& token : tokens) {
    list.push_back({{"id", token.id},
                    {"content", token.content},
                    {"single_word", token.single_word},
                    {"lstrip", token.lstrip},
                    {"rstrip", token.rstrip},
                    {"normalized", token.normalized},
                    {"special", token.special}});
  }
  return list;
}

}  // namespace linkbert
