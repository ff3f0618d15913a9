// LayOutText: raw text with the marks of its paragraphs to normalised text, its links moved along.
//
// White space becomes one space, an empty line "\n\n" between paragraphs; nothing at either end. A paragraph that
// begins with a mark of AppendHeadingMark is a heading, left out where neither its section nor one below it has text.
// Empty parentheses, which a dropped template leaves, go. Linear. Pure; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/document.h"

namespace linkbert {

// No XML file can hold it; the digit behind it, which is no text, is the level.
inline constexpr char kHeadingMark = '\x01';

// Ends the paragraph and begins one that is a heading; level from 1, "== H ==" has 2.
void AppendHeadingMark(std::size_t level, std::string& raw);

// `links` are ascending and do not overlap, in bytes of `raw`; those that have no text left are removed and counted in
// `lost`: "empty", or "in a heading without text".
std::string LayOutText(std::string_view raw, std::vector<DocumentLink>& links, NamedCounts& lost);

}  // namespace linkbert
