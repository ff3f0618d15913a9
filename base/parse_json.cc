#include "base/parse_json.h"

#include <algorithm>

#include "base/error.h"

namespace linkbert {

bool IsJsonTooDeep(std::string_view text) {
  // Most texts have fewer brackets in all, and counting is ten times faster than following strings.
  if (text.size() <= kMostJsonDepth) return false;
  if (std::ranges::count(text, '[') + std::ranges::count(text, '{') <= static_cast<std::ptrdiff_t>(kMostJsonDepth)) {
    return false;
  }
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\' ? 1 : 0;
    } else if (c == '[' || c == '{') {
      if (++depth > kMostJsonDepth) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

void FailJsonTooDeep(const std::string& where) {
  throw Fail(ErrorCode::kInput, "{}: is JSON nested deeper than {} lists and objects. Is it the right file?", where,
             kMostJsonDepth);
}

}  // namespace linkbert
