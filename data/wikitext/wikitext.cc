#include "data/wikitext/wikitext.h"

#include <utility>

#include "data/wikitext/clean_source.h"
#include "data/wikitext/language_variants.h"
#include "data/wikitext/wikitext_converter.h"

namespace linkbert {

WikiText ConvertWikitext(std::string_view wikitext, const WikiContext& context) {
  WikiText result;
  std::string source = CleanSource(wikitext, context.math, result.elements, result.other_links);
  std::vector<PageRule> rules;
  const VariantChoice& variants = context.site.variants();
  if (variants.language != nullptr) {
    TakenVariants taken = TakeVariants(source, variants, result.elements, result.other_links);
    source = std::move(taken.text);
    rules = std::move(taken.rules);
  }
  WikitextConverter(source, context, rules, result).Run();
  return result;
}

WikiText ConvertWikitext(std::string_view wikitext, const WikiSite& site, MathText math) {
  return ConvertWikitext(wikitext, WikiContext{.site = site, .rules = ShippedRulesOf(site.database()), .math = math});
}

}  // namespace linkbert
