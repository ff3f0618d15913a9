// ReadVariantRule: what one -{...}- shows, and does to the rest of its page. By MediaWiki's rules for flags and
// fallbacks; where no variant's text would be shown, and MediaWiki writes an error, the first one is. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

#include "data/wikitext/page_rules.h"
#include "data/wikitext/sites/wiki_site.h"

namespace linkbert {

struct VariantRule {
  std::string shown;
  bool is_text = false;            // what is shown is converted as the text around is
  const char* left_out = nullptr;  // the element that it would be, where nothing stands for it
  PageRule page;                   // without words: it does nothing to the rest of the page
};

// `inner` is what is between -{ and }-, without rules inside. Linear.
VariantRule ReadVariantRule(std::string_view inner, const VariantChoice& choice);

}  // namespace linkbert
