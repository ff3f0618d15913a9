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

// Elements left out are counted by name in `elements`, "[[" in those that hold wikitext by place in `links`: "in
// <ref>".
std::string CleanSource(std::string_view text, NamedCounts& elements, NamedCounts& links);

}  // namespace linkbert
