#include "data/wikitext/sites/title_text.h"

#include <algorithm>
#include <array>

#include "data/documents/html_entities.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

// Bytes of the white space or the mark of writing direction that text[at] begins, and which; 0 for anything else.
std::size_t InvisibleAt(std::string_view text, std::size_t at, bool& space) {
  const char c = text[at];
  space = c == ' ' || c == '_' || c == '\t' || c == '\n' || c == '\r';
  if (space) return 1;
  if (c != '\xC2' && (c < '\xE1' || c > '\xE3')) return 0;
  const DecodedCharacter decoded = DecodeUtf8(text, at);
  const char32_t code = decoded.code_point;
  space = code == 0xA0 || code == 0x1680 || code == 0x180E || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
          code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
  const bool direction = code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E);
  return space || direction ? decoded.bytes : 0;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 32);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string DecodePercent(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = high >= 0 ? HexDigit(text[i + 2]) : -1;
    if (low < 0) {
      decoded.push_back(text[i]);
    } else {
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return IsValidUtf8(decoded) ? decoded : std::string(text);
}

}  // namespace

std::string Spaced(std::string_view text) {
  std::string spaced;
  spaced.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    bool space = false;
    const std::size_t bytes = InvisibleAt(text, at, space);
    if (bytes == 0) spaced.push_back(text[at]);
    if (space && !spaced.empty() && spaced.back() != ' ') spaced.push_back(' ');
    at += std::max<std::size_t>(bytes, 1);
  }
  while (!spaced.empty() && spaced.back() == ' ') spaced.pop_back();
  return spaced;
}

std::string DecodedTarget(std::string_view target) { return Spaced(DecodePercent(DecodeReferences(target))); }

bool IsRelativePath(std::string_view title) {
  for (std::size_t at = title.find('.'); at != std::string_view::npos; at = title.find('.', at + 1)) {
    if (at > 0 && title[at - 1] != '/') continue;
    const std::string_view rest = title.substr(at);
    if (rest == "." || rest == ".." || rest.starts_with("./") || rest.starts_with("../")) return true;
  }
  return false;
}

bool IsPlainTitle(std::string_view target) {
  constexpr std::array<bool, 256> kPlain = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = ' '; c < plain.size(); ++c) plain[c] = true;
    for (const char c : std::string_view("&%_#:/<>[]{}|\xC2\xE1\xE2\xE3")) plain[static_cast<unsigned char>(c)] = false;
    return plain;
  }();
  char last = ' ';
  if (target.starts_with('.')) return false;
  for (const char c : target) {
    if (!kPlain[static_cast<unsigned char>(c)] || (c == ' ' && last == ' ')) return false;
    last = c;
  }
  return last != ' ';
}

}  // namespace linkbert
