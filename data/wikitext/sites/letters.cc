#include "data/wikitext/sites/letters.h"

#include <locale.h>
#include <wctype.h>

#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

locale_t Unicode() {
  static const locale_t kUnicode = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return kUnicode;  // part of the C library; null where it is very old
}

char32_t Upper(char32_t c) {
  if (Unicode() != nullptr) return static_cast<char32_t>(::towupper_l(static_cast<wint_t>(c), Unicode()));
  return c >= U'a' && c <= U'z' ? c - 32 : c;
}

char32_t Lower(char32_t c) {
  if (Unicode() != nullptr) return static_cast<char32_t>(::towlower_l(static_cast<wint_t>(c), Unicode()));
  return c >= U'A' && c <= U'Z' ? c + 32 : c;
}

std::string WithFirst(std::string_view text, char32_t (*change)(char32_t)) {
  if (text.empty()) return "";
  const DecodedCharacter first = DecodeUtf8(text, 0);
  std::string changed;
  AppendUtf8(change(first.code_point), changed);
  return changed.append(text.substr(first.bytes));
}

std::string WithAll(std::string_view text, char32_t (*change)(char32_t)) {
  std::string changed;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCharacter character = DecodeUtf8(text, at);
    AppendUtf8(change(character.code_point), changed);
    at += character.bytes;
  }
  return changed;
}

}  // namespace

std::string WithUpperFirst(std::string_view text) {
  if (text.empty() || (text[0] & 0x80) != 0) return WithFirst(text, Upper);
  std::string changed(text);
  if (text[0] >= 'a' && text[0] <= 'z') changed[0] = static_cast<char>(text[0] - 32);
  return changed;
}
std::string WithLowerFirst(std::string_view text) {
  if (text.empty() || (text[0] & 0x80) != 0) return WithFirst(text, Lower);
  std::string changed(text);
  if (text[0] >= 'A' && text[0] <= 'Z') changed[0] = static_cast<char>(text[0] + 32);
  return changed;
}

std::string InLowerCase(std::string_view text) { return WithAll(text, Lower); }
std::string InUpperCase(std::string_view text) { return WithAll(text, Upper); }

}  // namespace linkbert
