// ConvertWikitext: a page's wikitext to plain text and the links in it.
//
// Flow: <text> of a page -> CleanSource -> [ConvertWikitext] -> LayOutText -> Document. Templates become text by
// rules (data/wikitext/templates/templates.txt) or are left out and counted; tables, files, categories and
// links to the same page in other languages are left out. Headings and list items are paragraphs. docs/wikipedia.md has
// it all by example. Linear in the text and not recursive, whatever it holds: one pass with a stack, over braces that
// were matched before. Pure; any thread.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/accounting.h"
#include "data/documents/document.h"
#include "data/wikitext/clean_source.h"
#include "data/wikitext/sites/wiki_site.h"
#include "data/wikitext/templates/template_rules.h"

namespace linkbert {

// What became of the templates of one name. Words are those of their arguments, without names.
struct TemplateTally {
  std::uint64_t times = 0;
  std::uint64_t kept = 0;         // text by a rule
  std::uint64_t not_covered = 0;  // a rule, but not for these arguments: left out
  std::uint64_t words_kept = 0;
  std::uint64_t words_dropped = 0;  // by a rule that leaves them out, as citations
  std::uint64_t words_lost = 0;     // not covered, or without a rule
};

// What a page's text depends on but itself.
struct WikiContext {
  const WikiSite& site;
  const TemplateRules& rules;
  std::string_view title = {};  // the page's, with its namespace
  int space = 0;                // its namespace
  MathText math = MathText::kDrop;
};

struct WikiText {
  std::string text;
  std::vector<DocumentLink> links;                 // to articles; target: WikiSite::Title
  NamedCounts other_links;                         // [[...]] that are no links of the text, by reason
  std::map<std::string, TemplateTally> templates;  // by name, as TemplateName makes it
  NamedCounts elements;                            // left out, by name; "unknown tag": the tag alone
  std::uint64_t template_links = 0;                // of the links, in the text or not: made by templates, not [[...]]
  bool disambiguation = false;                     // a page that only tells names apart
};

// Requires: valid UTF-8, less than 4 GiB.
WikiText ConvertWikitext(std::string_view wikitext, const WikiContext& context);

// With the rules of templates that the program ships, and no others.
WikiText ConvertWikitext(std::string_view wikitext, const WikiSite& site, MathText math = MathText::kDrop);

}  // namespace linkbert
