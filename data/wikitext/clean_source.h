// CleanSource: wikitext without what is no text of the page: comments, and elements whose content is of another kind
// (<ref>, <math>, <gallery>, ...; data/wikitext/wiki_elements.h). What <nowiki> and <pre> protect is kept,
// its markup written as references.
//
// Linear: where an element is closed is searched once. An element that is not closed loses its tag alone, an unclosed
// comment takes the rest, as in MediaWiki. Pure; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "data/documents/accounting.h"

namespace linkbert {

// Stands where an element was that ends runs of apostrophes, what follows a link or a line's first marks, and shows
// nothing. Its second byte is in no XML file.
inline constexpr std::string_view kStripMark = "&\x02";

// What a formula (<math>, <ce>, <chem>) becomes.
enum class MathText : std::uint8_t {
  kDrop,         // nothing; a comma that has lost what it divided goes with it
  kPlaceholder,  // the word "formula"
  kSource        // TeX as it is written
};

// "drop", "placeholder", "source".
const char* NameOf(MathText math);

// Elements left out are counted by name in `elements` ("math", "math as a word", "math as source"), links in those that
// hold wikitext by place in `links`: "in <ref>".
std::string CleanSource(std::string_view text, MathText math, NamedCounts& elements, NamedCounts& links);

// Mends the punctuation around what was left out between `out` and text[at]: "x <math/>, <math/> and (y, <math/>)" is
// to become "x, and (y)", a formula with a full stop that is all of a line nothing. Returns from where on to read.
std::size_t CloseGap(std::string_view text, std::size_t at, std::string& out);

}  // namespace linkbert
