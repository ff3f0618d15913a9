// The small marks of wikitext: references, magic words, addresses, and what a link shows. Pure.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace linkbert {

struct InlineMark {
  std::size_t bytes = 0;        // that it takes; 0: there is none
  bool disambiguation = false;  // __DISAMBIG__
};

// The mark at text[at]: a reference, kStripMark, a magic word such as __TOC__. What it becomes is appended to `out`.
InlineMark InlineMarkAt(std::string_view text, std::size_t at, std::string& out);

// How many bytes from text[at] on, which is behind a "[", are an external link's address and the space behind it; 0
// where there is no address.
std::size_t ExternalAddress(std::string_view text, std::size_t at);

// "Help:Paris (mythology)" -> "Paris": what [[target|]] shows.
std::string_view PipeTrick(std::string_view target);

std::string_view WithoutColon(std::string_view target);

}  // namespace linkbert
