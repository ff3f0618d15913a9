// UTF-8, one code point at a time. A byte that does not belong to a well-formed sequence (RFC 3629: no overlong forms,
// no surrogates, nothing above U+10FFFF) is read by itself as U+FFFD. Pure functions, no allocation but of results.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

struct DecodedCharacter {
  char32_t code_point;
  std::uint32_t bytes;  // 1 to 4; 1 for a malformed byte
};

// Requires: at < text.size().
inline DecodedCharacter DecodeUtf8(std::string_view text, std::size_t at) {
  constexpr DecodedCharacter kMalformed{0xFFFD, 1};
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i])); };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {static_cast<char32_t>(lead), 1};
  if (lead < 0xC2 || lead > 0xF4) return kMalformed;
  const std::uint32_t bytes = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() - at < bytes) return kMalformed;
  std::uint32_t code_point = lead & (0x7FU >> bytes);
  for (std::uint32_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return kMalformed;
    code_point = (code_point << 6) | (byte(i) & 0x3F);
  }
  const bool overlong = (bytes == 3 && code_point < 0x800) || (bytes == 4 && code_point < 0x10000);
  if (overlong || (code_point >= 0xD800 && code_point < 0xE000) || code_point > 0x10FFFF) return kMalformed;
  return {static_cast<char32_t>(code_point), bytes};
}

// Appends the 1 to 4 bytes of a code point and returns how many they are. Requires: a scalar value.
inline std::uint32_t AppendUtf8(char32_t code_point, std::string& out) {
  const auto push = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) return push(code_point), 1;
  if (code_point < 0x800) return push(0xC0 | (code_point >> 6)), push(0x80 | (code_point & 0x3F)), 2;
  if (code_point < 0x10000) {
    push(0xE0 | (code_point >> 12)), push(0x80 | ((code_point >> 6) & 0x3F)), push(0x80 | (code_point & 0x3F));
    return 3;
  }
  push(0xF0 | (code_point >> 18)), push(0x80 | ((code_point >> 12) & 0x3F));
  push(0x80 | ((code_point >> 6) & 0x3F)), push(0x80 | (code_point & 0x3F));
  return 4;
}

// True where every byte belongs to a well-formed sequence.
inline bool IsValidUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const DecodedCharacter character = DecodeUtf8(text, i);
    if (character.code_point == 0xFFFD && character.bytes == 1) return false;
    i += character.bytes;
  }
  return true;
}

// [text.size() + 1]: how many code points begin before each byte; turns byte offsets into code point offsets.
inline std::vector<std::uint32_t> CodePointsBefore(std::string_view text) {
  std::vector<std::uint32_t> before;
  before.reserve(text.size() + 1);
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::uint32_t bytes = DecodeUtf8(text, i).bytes;
    before.push_back(count++);
    before.insert(before.end(), bytes - 1, count);
    i += bytes;
  }
  before.push_back(count);
  return before;
}

}  // namespace linkbert
