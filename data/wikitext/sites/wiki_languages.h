// What MediaWiki knows of the languages of wikis: names of namespaces, fallbacks, variants of writing.
//
// Flow: a dump's head -> language code -> [WikiLanguages] -> WikiSite. The tables are wiki_language_tables.cc, which
// generate_wiki_languages.py writes. English names are in no other language's list. Immutable; any thread.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

struct NamespaceName {
  std::int16_t space;
  std::string_view name;  // with spaces; "$1" stands for the project's own name
};

struct WikiLanguage {
  std::string_view code;       // "pt-br"
  std::string_view fallbacks;  // codes between spaces, nearest first; not "en", which is everyone's last
  std::span<const NamespaceName> names;
};

// What rules of a page, -{H|...}-, do to the rest of its text in a variant.
enum class PageRules : std::uint8_t {
  kBothWays,  // any of another variant's words becomes the one of this
  kOneWay,    // only "word=>variant:word" counts
  kNone
};

struct LanguageVariant {
  std::string_view code;       // "sr-ec"
  std::string_view other;      // another spelling: "sr-cyrl"; or empty
  std::string_view fallbacks;  // whose text stands in where it has none, nearest first; between spaces
  PageRules rules;
  std::string_view name;  // for readers: "臺灣"
};

struct LanguageVariants {
  std::string_view main;  // the language's code, which is its first variant's too
  std::span<const LanguageVariant> variants;
  std::string_view name_mark, rule_mark;  // behind a variant's name and its text where a rule is described

  // By either spelling, in any case of letters; null.
  const LanguageVariant* Find(std::string_view code) const;
};

struct OldLanguageCode {
  std::string_view old, now;
};

std::span<const WikiLanguage> WikiLanguages();
std::span<const LanguageVariants> LanguagesWithVariants();
std::span<const OldLanguageCode> OldLanguageCodes();

// Null for a language without names of its own or without variants.
const WikiLanguage* FindWikiLanguage(std::string_view code);
const LanguageVariants* FindLanguageVariants(std::string_view code);

// The languages whose names a wiki of that language takes, itself first, then its variants, then the fallbacks of all.
std::vector<const WikiLanguage*> NamingLanguages(std::string_view code);

// "zh_min_nanwiki" -> "nan", "frwiktionary" -> "fr"; empty for what is no database of a project's language.
std::string LanguageOfDatabase(std::string_view database);
// "Zh-min-nan" -> "nan".
std::string LanguageOfCode(std::string_view code);

// The words of a list of codes.
std::vector<std::string_view> CodesOf(std::string_view list);

}  // namespace linkbert
