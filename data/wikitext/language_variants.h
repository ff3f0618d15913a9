// TakeVariants: wikitext with one variant of each -{...}-, by which wikis of some languages write a text for several
// ways of writing: "-{zh-hans:计算机; zh-hant:電腦}-".
//
// Flow: CleanSource -> [TakeVariants] -> the converter. Where the chosen variant has no text that of its fallbacks is
// taken, then the first one. Flags are read as MediaWiki reads them: what only makes rules (H, T, -) shows nothing.
// What rules do to the rest of the page is left to ApplyPageRules. What is not closed, or nested more than ten deep, is
// text. Linear. Pure; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/accounting.h"
#include "data/wikitext/page_rules.h"
#include "data/wikitext/sites/wiki_site.h"

namespace linkbert {

struct TakenVariants {
  std::string text;             // with marks of page_rules.h, where there are rules
  std::vector<PageRule> rules;  // for the rest of the page, in the order in which they begin to hold
};

// Requires: choice.language. "[[" in what is not taken are counted in `links` as "in another variant"; in `elements`
// -{N|...}- of a variant without a name, and as "-{A|}- with markup" words of rules with marks of wikitext, or longer
// than kLongestWord, which do nothing to the rest of the page.
TakenVariants TakeVariants(std::string_view text, const VariantChoice& choice, NamedCounts& elements,
                           NamedCounts& links);

}  // namespace linkbert
