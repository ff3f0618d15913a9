// ConvertWikitext: a page's wikitext to plain text and the links in it.
//
// Flow: <text> of a page -> CleanSource -> [ConvertWikitext] -> LayOutText -> Document. Templates are left out but for
// a few whose arguments are text ({{convert}}, {{lang}}, {{nowrap}}, ...); so are tables, files, categories and links
// to the same page in other languages. Headings and list items are paragraphs. docs/wikipedia.md has it all by example.
// Linear in the text and not recursive, whatever it holds: one pass with a stack, over braces that were matched before.
// Pure; any thread.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/document.h"
#include "data/documents/wikitext/clean_source.h"
#include "data/documents/wikitext/wiki_site.h"
#include "data/shards/accounting.h"

namespace linkbert {

struct WikiText {
  std::string text;
  std::vector<DocumentLink> links;                 // to articles; target: WikiSite::Title
  NamedCounts other_links;                         // [[...]] that are no links of the text, by reason
  std::map<std::string, std::uint64_t> templates;  // by name, first letter in lower case
  NamedCounts elements;                            // left out, by name; "unknown tag": the tag alone
  bool disambiguation = false;                     // a page that only tells names apart
};

// Requires: valid UTF-8, less than 4 GiB.
WikiText ConvertWikitext(std::string_view wikitext, const WikiSite& site, MathText math = MathText::kDrop);

}  // namespace linkbert
