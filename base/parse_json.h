// ParseJson, TryParseJson: every JSON text that somebody hands in goes through here.
//
// The JSON library parses any depth, but prints and copies by recursion: a text of 100,000 brackets would end the
// process. So a text nested deeper than kMostJsonDepth is refused before it is parsed. Linear. Any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace linkbert {

inline constexpr std::size_t kMostJsonDepth = 256;  // lists and objects in each other

// Whether brackets outside strings go deeper than that. A text that is no JSON may get either answer.
bool IsJsonTooDeep(std::string_view text);

[[noreturn]] void FailJsonTooDeep(const std::string& where);

// Throws kInput, beginning with `where`, for a text that is too deep, and Json::parse_error for one that is no JSON;
// where exceptions are not allowed, the result is_discarded() then.
template <typename Json>
Json ParseJson(std::string_view text, const std::string& where, bool allow_exceptions = true) {
  if (IsJsonTooDeep(text)) FailJsonTooDeep(where);
  return Json::parse(text.begin(), text.end(), nullptr, allow_exceptions);
}

// For readers that leave out what they cannot read: discarded in both cases.
template <typename Json>
Json TryParseJson(std::string_view text) {
  if (IsJsonTooDeep(text)) return Json(Json::value_t::discarded);
  return Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
}

}  // namespace linkbert
