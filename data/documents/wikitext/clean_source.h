// CleanSource: wikitext without what is no text of the page: comments, and elements whose content is of another kind
// (<ref>, <math>, <gallery>, ...). What <nowiki> and <pre> protect is kept, its markup written as references.
//
// Linear: a search that found no closing tag is not repeated. An element that is not closed loses its tag alone, an
// unclosed comment takes the rest, as in MediaWiki. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

#include "data/shards/accounting.h"

namespace linkbert {

// Stands where such an element was, and shows nothing: it ends runs of apostrophes and what follows a link. Its second
// byte is in no XML file.
inline constexpr std::string_view kStripMark = "&\x02";

// Elements left out are counted by name in `elements`, "[[" in those that hold wikitext by place in `links`: "in
// <ref>".
std::string CleanSource(std::string_view text, NamedCounts& elements, NamedCounts& links);

}  // namespace linkbert
