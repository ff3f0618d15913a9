// ASCII letters alone, whatever the locale: of UTF-8 text every other character stays as it is. Pure.
#pragma once
#include <string>
#include <string_view>

namespace linkbert {

constexpr char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string InLowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = LowerAscii(c);
  return lower;
}

}  // namespace linkbert
