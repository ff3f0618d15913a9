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
    {"adm",  "al",   "approx", "apr",  "assn", "aug",  "ave",  "blvd", "brig", "bros", "bzw",    "ca",   "capt",
     "cf",   "ch",   "cmdr",   "co",   "col",  "corp", "cpl",  "dec",  "dept", "dott", "dr",     "ed",   "eds",
     "eq",   "esp",  "etc",    "evtl", "feb",  "fig",  "figs", "fr",   "gen",  "ggf",  "gov",    "hon",  "hrsg",
     "inc",  "inkl", "jan",    "jr",   "jul",  "jun",  "lt",   "ltd",  "maj",  "mar",  "messrs", "mlle", "mme",
     "mr",   "mrs",  "ms",     "msgr", "mt",   "mts",  "nos",  "nov",  "oct",  "p",    "ph",     "pp",   "pres",
     "prof", "pt",   "pvt",    "rd",   "refs", "rep",  "rev",  "revd", "sen",  "sep",  "sept",   "sgt",  "sr",
     "sra",  "st",   "supt",   "tel",  "univ", "v",    "vgl",  "viz",  "vol",  "vols", "vs"});
static_assert(std::is_sorted(kAbbreviations.begin(), kAbbreviations.end()));

// Those that do so before a number alone, "No. 5": others of their letters end sentences.
constexpr auto kBeforeNumbers = std::to_array<std::string_view>(
    {"abb", "app", "art", "bd",  "bk",   "cap", "chap", "est", "ex",   "exp", "fl", "kap",
     "no",  "nr",  "op",  "pag", "para", "pl",  "reg",  "sec", "sect", "tab", "ver"});
static_assert(std::is_sorted(kBeforeNumbers.begin(), kBeforeNumbers.end()));

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

// "5", "AD 50", "(5", "~5": what "c." and "No." stand before.
bool IsNumber(std::string_view text) {
  for (const std::string_view before : {"AD "sv, "A.D. "sv, "("sv, "~"sv, "£"sv, "$"sv, "€"sv}) {
    if (text.starts_with(before)) text.remove_prefix(before.size());
  }
  return !text.empty() && IsDigit(text[0]);
}

// The dot at `dot` belongs to the word before it; `next` is what stands behind the white space.
bool IsAbbreviation(std::string_view text, std::size_t dot, std::string_view next) {
  std::size_t begin = dot;
  while (begin > 0 && (IsLetter(text[begin - 1]) || text[begin - 1] == '.')) --begin;
  const std::string_view word = text.substr(begin, dot - begin);
  if (word.empty()) return false;
  if (word.find('.') != std::string_view::npos) return true;  // e.g. U.S. Ph.D.
  if (word.size() == 1 && IsUpper(word[0])) return true;      // an initial
  if (word.size() == 1 && IsLower(word[0])) {
    // "b. 1450"; "z. B. Hunde", "d. h. Hunde"
    const bool second = begin > 2 && text.substr(begin - 2, 2) == ". "sv && (begin == 3 || IsSpace(text[begin - 4]));
    if (second || IsNumber(next) || (next.size() > 1 && next[1] == '.')) return true;
  }
  std::string lower(word);
  for (char& c : lower) c = IsUpper(c) ? static_cast<char>(c + 32) : c;
  const std::string_view key = lower;
  return std::ranges::binary_search(kAbbreviations, key) ||
         (std::ranges::binary_search(kBeforeNumbers, key) && IsNumber(next));
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
  const bool dot = c == '.' && end == at + 1;
  return dot && IsAbbreviation(text, at, text.substr(static_cast<std::size_t>(next - text.begin()), 16)) ? at : end;
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
