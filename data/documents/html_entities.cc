#include "data/documents/html_entities.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>
#include <vector>

#include "data/documents/html_entity_table.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

constexpr std::size_t kLongestReference = 40;  // a reference's bytes between & and ;, numbers with many zeros included

struct NamedReference {
  std::string_view name;
  std::string_view text;
};

std::vector<NamedReference> SplitTable() {
  std::vector<NamedReference> named;
  auto take = [table = kHtmlEntities]() mutable {
    const std::string_view word = table.substr(0, table.find(' '));
    table.remove_prefix(std::min(word.size() + 1, table.size()));
    return word;
  };
  for (std::string_view name = take(); !name.empty(); name = take()) named.push_back({name, take()});
  return named;
}

// 0x80 to 0x9F; 0: no character.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                   0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

char32_t CharacterOf(std::uint32_t number) {
  constexpr char32_t kNone = 0xFFFD;
  if (number == '\t' || number == '\n' || number == '\f' || number == '\r') return U' ';
  if (number >= 0x80 && number < 0xA0) {
    const char32_t known = kWindows1252[number - 0x80];
    return known == 0 ? kNone : known;
  }
  const bool surrogate = number >= 0xD800 && number < 0xE000;
  return number < 0x20 || number == 0x7F || surrogate || number > 0x10FFFF ? kNone : static_cast<char32_t>(number);
}

std::optional<char32_t> Numeric(std::string_view digits) {
  const bool hexadecimal = digits.starts_with('x') || digits.starts_with('X');
  if (hexadecimal) digits.remove_prefix(1);
  std::uint32_t number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, hexadecimal ? 16 : 10);
  if (digits.empty() || end != digits.data() + digits.size()) return std::nullopt;
  return CharacterOf(error == std::errc() ? number : 0xFFFFFFFF);
}

bool IsShownAsSpace(char32_t c) {
  return c == '\t' || c == '\n' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool IsInvisible(char32_t c) {
  return c == 0xAD || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

void Append(char32_t c, std::string& out) {
  if (IsShownAsSpace(c)) {
    out.push_back(' ');
  } else if (!IsInvisible(c)) {
    AppendUtf8(c, out);
  }
}

}  // namespace

std::optional<CharacterReference> ReferenceAt(std::string_view text, std::size_t at) {
  static const std::vector<NamedReference> kNamed = SplitTable();
  const std::size_t semicolon = text.substr(at, kLongestReference + 2).find(';');
  if (semicolon == std::string_view::npos || semicolon < 2) return std::nullopt;
  const std::string_view name = text.substr(at + 1, semicolon - 1);
  if (name.starts_with('#')) {
    const std::optional<char32_t> number = Numeric(name.substr(1));
    if (!number) return std::nullopt;
    return CharacterReference{*number, 0, semicolon + 1};
  }
  const auto found = std::ranges::lower_bound(kNamed, name, {}, &NamedReference::name);
  if (found == kNamed.end() || found->name != name) return std::nullopt;
  const DecodedCharacter first = DecodeUtf8(found->text, 0);
  const bool two = first.bytes < found->text.size();
  return CharacterReference{first.code_point, two ? DecodeUtf8(found->text, first.bytes).code_point : 0, semicolon + 1};
}

void AppendVisible(const CharacterReference& reference, std::string& out) {
  Append(reference.code_point, out);
  if (reference.second != 0) Append(reference.second, out);
}

namespace {

// The text with `append` for each reference.
template <typename Append>
std::string Decoded(std::string_view text, Append append) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(text.find('&', at), text.size());
    decoded.append(text.substr(at, next - at));
    at = next;
    if (at == text.size()) break;
    if (const std::optional<CharacterReference> reference = ReferenceAt(text, at)) {
      append(*reference, decoded);
      at += reference->bytes;
    } else {
      decoded.push_back(text[at++]);
    }
  }
  return decoded;
}

}  // namespace

std::string DecodeReferences(std::string_view text) {
  return Decoded(text, [](const CharacterReference& reference, std::string& decoded) {
    AppendUtf8(reference.code_point, decoded);
    if (reference.second != 0) AppendUtf8(reference.second, decoded);
  });
}

void DecodeEscapedTwice(std::string& text) {
  if (text.find('&') == std::string::npos) return;
  text = Decoded(text, AppendVisible);
  const auto both_spaces = [](char a, char b) { return a == ' ' && b == ' '; };
  text.erase(std::unique(text.begin(), text.end(), both_spaces), text.end());
}

}  // namespace linkbert
