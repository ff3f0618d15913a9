#include "data/documents/wikitext/brace_matching.h"

#include <algorithm>

#include "data/documents/byte_scan.h"

namespace linkbert {
namespace {

struct Run {
  std::uint32_t at;
  std::uint32_t left;  // braces not yet matched; the last ones match first
};

std::size_t RunLength(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_not_of(text[at], at);
  return (end == std::string_view::npos ? text.size() : end) - at;
}

std::size_t NextBrace(std::string_view text, std::size_t at) { return FindAnyOf<'{', '}'>(text, at); }

}  // namespace

std::vector<Brace> MatchBraces(std::string_view text) {
  std::vector<Run> open;
  std::vector<Brace> matched;
  for (std::size_t at = NextBrace(text, 0); at < text.size(); at = NextBrace(text, at)) {
    const std::size_t length = RunLength(text, at);
    if (text[at] == '{') {
      if (length >= 2) open.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(length)});
      at += length;
      continue;
    }
    std::size_t left = length;
    while (left >= 2 && !open.empty()) {
      Run& run = open.back();
      const auto braces = static_cast<std::uint32_t>(std::min<std::size_t>({left, run.left, 3}));
      run.left -= braces;
      matched.push_back({run.at + run.left, static_cast<std::uint8_t>(braces), true});
      matched.push_back({static_cast<std::uint32_t>(at + length - left), static_cast<std::uint8_t>(braces), false});
      left -= braces;
      if (run.left < 2) open.pop_back();
    }
    at += length;
  }
  std::ranges::sort(matched, {}, &Brace::at);
  return matched;
}

std::vector<std::size_t> UnclosedTables(std::string_view text) {
  std::vector<std::size_t> open;
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t first = SkipAnyOf<' ', '\t', ':'>(text, line);
    if (first == text.size()) break;
    if (text.substr(first).starts_with("{|")) open.push_back(first);
    if (text.substr(first).starts_with("|}") && !open.empty()) open.pop_back();
    const std::size_t end = text.find('\n', first);
    if (end == std::string_view::npos) break;
    line = end + 1;
  }
  return open;
}

}  // namespace linkbert
