#include "data/tokens/white_space.h"

#include <algorithm>
#include <span>

#include "data/tokens/unicode_tables.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

bool IsIn(std::span<const CodePointRange> ranges, char32_t code_point) {
  const auto after = std::ranges::upper_bound(ranges, code_point, {}, &CodePointRange::first);
  return after != ranges.begin() && code_point <= (after - 1)->last;
}

// Requires: not empty. A byte that belongs to no character is one by itself.
DecodedCharacter LastCharacter(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && text.size() - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  const DecodedCharacter character = DecodeUtf8(text, at);
  return at + character.bytes == text.size() ? character : DecodedCharacter{0xFFFD, 1};
}

}  // namespace

std::string_view WithoutSpaceBehind(std::string_view text) {
  while (!text.empty()) {
    const DecodedCharacter last = LastCharacter(text);
    if (!IsIn(kSeparatorRanges, last.code_point)) break;
    text.remove_suffix(last.bytes);
  }
  return text;
}

std::size_t SpaceInFront(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const DecodedCharacter character = DecodeUtf8(text, at);
    if (!IsIn(kSeparatorRanges, character.code_point)) break;
    at += character.bytes;
  }
  return at;
}

bool BeginsWithWord(std::string_view text) {
  return !text.empty() && IsIn(kWordRanges, DecodeUtf8(text, 0).code_point);
}
bool EndsWithWord(std::string_view text) { return !text.empty() && IsIn(kWordRanges, LastCharacter(text).code_point); }

}  // namespace linkbert
