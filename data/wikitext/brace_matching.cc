#include "data/wikitext/brace_matching.h"

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
      matched.push_back({run.at + run.left, braces, true});
      matched.push_back({static_cast<std::uint32_t>(at + length - left), braces, false});
      left -= braces;
      if (run.left < 2) open.pop_back();
    }
    if (left >= 2) {
      matched.push_back(
          {static_cast<std::uint32_t>(at + length - left), static_cast<std::uint32_t>(left), false, true});
    }
    at += length;
  }
  for (const Run& run : open) matched.push_back({run.at, run.left, true, true});
  std::ranges::sort(matched, {}, &Brace::at);
  return matched;
}

}  // namespace linkbert
