// LayOutText: raw text with the marks of its paragraphs to normalised text, its links moved along.
//
// White space becomes one space, an empty line "\n\n" between paragraphs; nothing at either end. A paragraph that
// begins with kHeadingMark is a heading, left out where no text follows before the next heading. Empty parentheses,
// which a dropped template leaves, go. Linear. Pure; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/document.h"

namespace linkbert {

inline constexpr char kHeadingMark = '\x01';  // no XML file can hold it

// `links` are ascending and do not overlap, in bytes of `raw`; those whose text is white space alone are removed.
std::string LayOutText(std::string_view raw, std::vector<DocumentLink>& links);

}  // namespace linkbert
