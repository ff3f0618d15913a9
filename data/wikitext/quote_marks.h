// TakeQuotes, SettleQuotes: runs of apostrophes, which are marks of bold and italics, or text, by MediaWiki's rules.
//
// Flow: Converter: a run -> [TakeQuotes] -> a mark in the output; the page's or a link's end -> [SettleQuotes] -> no
// marks. What a run is depends on its whole line: where a line has odd numbers both of bold and of italic marks, one
// bold one is an apostrophe and italics, as in "dell'''Aepyornis''". A mark in the output stays with its text when that
// is moved or taken back. Linear. Pure; any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/document.h"

namespace linkbert {

// Stands in the output where a line of the source that may have marks ends; a "\n" of a <br> is none.
inline constexpr char kQuotedLineEnd = '\x08';  // no XML file can hold it, as the other marks

// The run of apostrophes at source[at] as text and a mark in `out`. Returns its bytes; 0 for one apostrophe, which is
// left to the caller.
std::size_t TakeQuotes(std::string_view source, std::size_t at, std::string& out);

enum class QuotedLines { kOne, kMany };

// Takes the marks out of the output from `begin` on, and puts in the apostrophes that some are; the text is one line,
// or as many as kQuotedLineEnd says. `links` from `first` on lie there; they move along.
void SettleQuotes(std::string& out, std::size_t begin, std::vector<DocumentLink>& links, std::size_t first,
                  QuotedLines lines);

}  // namespace linkbert
