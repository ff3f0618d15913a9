#include "data/wikitext/sites/wiki_languages.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace linkbert {
const LanguageVariant* LanguageVariants::Find(std::string_view code) const {
  const std::string lower = InLowerAscii(code);
  for (const LanguageVariant& variant : variants) {
    if (variant.code == lower || (!lower.empty() && variant.other == lower)) return &variant;
  }
  return nullptr;
}

const WikiLanguage* FindWikiLanguage(std::string_view code) {
  const auto found = std::ranges::lower_bound(WikiLanguages(), code, {}, &WikiLanguage::code);
  return found != WikiLanguages().end() && found->code == code ? &*found : nullptr;
}

const LanguageVariants* FindLanguageVariants(std::string_view code) {
  const auto found = std::ranges::find(LanguagesWithVariants(), code, &LanguageVariants::main);
  return found != LanguagesWithVariants().end() ? &*found : nullptr;
}

std::vector<const WikiLanguage*> NamingLanguages(std::string_view code) {
  std::vector<const WikiLanguage*> languages;
  const auto add = [&](std::string_view one) {
    const WikiLanguage* language = FindWikiLanguage(one);
    if (language != nullptr && std::ranges::find(languages, language) == languages.end()) languages.push_back(language);
  };
  add(code);
  if (const LanguageVariants* variants = FindLanguageVariants(code)) {
    for (const LanguageVariant& variant : variants->variants) add(variant.code);
  }
  const std::size_t own = languages.size();
  for (std::size_t i = 0; i < own; ++i) {
    for (const std::string_view fallback : CodesOf(languages[i]->fallbacks)) add(fallback);
  }
  return languages;
}

std::string LanguageOfCode(std::string_view code) {
  std::string lower = InLowerAscii(code);
  std::ranges::replace(lower, '_', '-');
  const auto old = std::ranges::find(OldLanguageCodes(), std::string_view(lower), &OldLanguageCode::old);
  return old != OldLanguageCodes().end() ? std::string(old->now) : lower;
}

std::string LanguageOfDatabase(std::string_view database) {
  constexpr auto kProjects = std::to_array<std::string_view>(
      {"wiki", "wiktionary", "wikibooks", "wikinews", "wikiquote", "wikisource", "wikiversity", "wikivoyage"});
  // Wikis of all languages, in English.
  constexpr auto kNoLanguages = std::to_array<std::string_view>(
      {"commons", "incubator", "mediawiki", "meta", "outreach", "simple", "source", "species", "test", "wikidata"});
  for (const std::string_view project : kProjects) {
    if (!database.ends_with(project) || database.size() == project.size()) continue;
    const std::string_view language = database.substr(0, database.size() - project.size());
    return std::ranges::binary_search(kNoLanguages, language) ? "en" : LanguageOfCode(language);
  }
  return "";
}

std::vector<std::string_view> CodesOf(std::string_view list) {
  std::vector<std::string_view> codes;
  while (!list.empty()) {
    const std::size_t space = std::min(list.find(' '), list.size());
    codes.push_back(list.substr(0, space));
    list.remove_prefix(std::min(space + 1, list.size()));
  }
  return codes;
}

}  // namespace linkbert
