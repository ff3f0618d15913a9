// TakeVariants: wikitext with one variant of each -{...}-, by which wikis of some languages write a text for several
// ways of writing: "-{zh-hans:计算机; zh-hant:電腦}-".
//
// Flow: CleanSource -> [TakeVariants] -> Converter. Where the chosen variant has no text that of its fallbacks is
// taken, then the first one. Flags are read as MediaWiki reads them: what only makes rules (H, T, -) shows nothing.
// Rules are not applied to the rest of the page, whose text stays as it is written. What is not closed, or nested more
// than ten deep, is text. Linear. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

#include "data/documents/wikitext/wiki_site.h"
#include "data/shards/accounting.h"

namespace linkbert {

// Requires: choice.language. "[[" in what is not taken are counted in `links` as "in another variant"; -{N|...}- and
// -{D|...}-, which name and describe variants and show nothing here, in `elements`.
std::string TakeVariants(std::string_view text, const VariantChoice& choice, NamedCounts& elements, NamedCounts& links);

}  // namespace linkbert
