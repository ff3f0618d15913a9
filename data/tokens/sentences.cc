#include "data/tokens/sentences.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/error.h"

namespace linkbert {
namespace {

using namespace std::string_view_literals;

// Words that end with a dot inside a sentence, lower case, without the dot; sorted.
constexpr auto kAbbreviations = std::to_array<std::string_view>(
    {"al",   "apr", "aug", "ave", "ca",   "capt", "cf",   "ch", "co",  "col",  "corp", "dec", "dept", "dr",   "ed",
     "eds",  "eq",  "esp", "etc", "feb",  "fig",  "figs", "fr", "gen", "gov",  "inc",  "jan", "jr",   "jul",  "jun",
     "lt",   "ltd", "maj", "mar", "mr",   "mrs",  "ms",   "mt", "nos", "nov",  "oct",  "p",   "pp",   "prof", "pt",
     "refs", "rev", "sen", "sep", "sept", "sgt",  "sr",   "st", "tel", "univ", "v",    "vol", "vols", "vs"});
static_assert(std::is_sorted(kAbbreviations.begin(), kAbbreviations.end()));

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLetter(char c) { return IsLower(c) || IsUpper(c) || static_cast<unsigned char>(c) >= 0x80; }

// Closing quotes and brackets behind a full stop: ASCII, and ’ ” ».
std::size_t SkipClosing(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (")]}'\""sv.find(text[at]) != std::string_view::npos) {
      ++at;
    } else if (text.substr(at, 3) == "\u2019"sv || text.substr(at, 3) == "\u201D"sv) {
      at += 3;
    } else if (text.substr(at, 2) == "\u00BB"sv) {
      at += 2;
    } else {
      break;
    }
  }
  return at;
}

bool OpensSentence(char c) {
  return IsUpper(c) || IsDigit(c) || static_cast<unsigned char>(c) >= 0x80 ||
         "([{<\"'`"sv.find(c) != std::string_view::npos;
}

// The dot at `dot` belongs to the word before it.
bool IsAbbreviation(std::string_view text, std::size_t dot) {
  std::size_t begin = dot;
  while (begin > 0 && (IsLetter(text[begin - 1]) || text[begin - 1] == '.')) --begin;
  const std::string_view word = text.substr(begin, dot - begin);
  if (word.empty()) return false;
  if (word.find('.') != std::string_view::npos) return true;  // e.g. U.S. Ph.D.
  if (word.size() == 1 && IsUpper(word[0])) return true;      // an initial
  std::string lower(word);
  for (char& c : lower) c = IsUpper(c) ? static_cast<char>(c + 32) : c;
  return std::binary_search(kAbbreviations.begin(), kAbbreviations.end(), std::string_view(lower));
}

// The offset behind a sentence that ends with the character at `at`, or `at` if none ends here.
std::size_t EndOfSentence(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '\n') return at + 1;
  // 。 ！ ？
  if (c == '\xE3' && text.substr(at, 3) == "\u3002"sv) return SkipClosing(text, at + 3);
  if (c == '\xEF' && (text.substr(at, 3) == "\uFF01"sv || text.substr(at, 3) == "\uFF1F"sv))
    return SkipClosing(text, at + 3);
  if (c != '.' && c != '!' && c != '?') return at;
  const std::size_t end = SkipClosing(text, at + 1);
  if (end >= text.size() || !IsSpace(text[end])) return at;
  const auto next = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(end), text.end(), IsSpace);
  if (next == text.end() || !OpensSentence(*next)) return at;
  return c == '.' && end == at + 1 && IsAbbreviation(text, at) ? at : end;
}

// By a character's first byte: whether a sentence may end with it.
constexpr std::array<bool, 256> kMayEnd = [] {
  std::array<bool, 256> may_end{};
  for (const char c : "\n.!?\xE3\xEF"sv) may_end[static_cast<unsigned char>(c)] = true;
  return may_end;
}();

// The offset behind the sentence to which the character at `at` belongs.
std::size_t BehindSentence(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    if (!kMayEnd[static_cast<unsigned char>(text[at])]) continue;
    if (const std::size_t end = EndOfSentence(text, at); end > at) return end;
  }
  return at;
}

}  // namespace

void SentenceStarts(std::string_view text, std::vector<std::uint32_t>& starts) {
  LB_CHECK(text.size() < 0xFFFFFFFF, "a text of {} bytes", text.size());
  starts.clear();
  for (std::size_t at = 0;;) {
    while (at < text.size() && IsSpace(text[at])) ++at;
    if (at == text.size()) return;
    starts.push_back(static_cast<std::uint32_t>(at));
    at = BehindSentence(text, at);
  }
}

}  // namespace linkbert
