// Trimmed: a text without the bytes of `space` at its ends. Formats differ in what counts as space, so each caller
// names it. Pure; any thread.
#pragma once
#include <string_view>

namespace linkbert {

inline std::string_view Trimmed(std::string_view text, std::string_view space) {
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(space) + 1 - begin);
}

}  // namespace linkbert
