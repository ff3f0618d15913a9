// MatchBraces: which {{templates}} and {{{parameters}}} of a wikitext are closed, and where.
//
// Linear in the text and not recursive: a stack of runs of braces, as MediaWiki's preprocessor has, but for link
// brackets, which it ignores: an unclosed [[ does not keep a template open. Pure; any thread.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace linkbert {

struct Brace {
  std::uint32_t at;      // byte
  std::uint32_t braces;  // 2 or 3; of one that is alone 2 or more
  bool open;
  bool alone = false;  // opens what is never closed, or closes nothing
};

// Openings and their closings, by place; properly nested but for those that are alone. Requires: less than 4 GiB of
// text.
std::vector<Brace> MatchBraces(std::string_view text);

}  // namespace linkbert
