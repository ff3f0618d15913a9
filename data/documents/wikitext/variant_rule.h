// ShownOfRule: what -{...}- shows. Pure; any thread.
#pragma once
#include <string_view>

#include "data/documents/wikitext/wiki_site.h"

namespace linkbert {

struct ShownRule {
  std::string_view text;           // a part of what is between the braces
  const char* left_out = nullptr;  // the element that it would be, where nothing stands for it
};

// `inner` is what is between -{ and }-, without rules inside. Linear.
ShownRule ShownOfRule(std::string_view inner, const VariantChoice& choice);

}  // namespace linkbert
