#include "data/wikitext/sites/wiki_site.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/error.h"
#include "data/wikitext/sites/interwiki_prefixes.h"
#include "data/wikitext/sites/letters.h"
#include "data/wikitext/sites/title_text.h"

namespace linkbert {
namespace {

using Name = std::pair<std::string_view, int>;

constexpr int kMediaNamespace = -2, kProjectNamespace = 4, kFileNamespace = 6, kCategoryNamespace = 14;

// Of the project and of extensions, in English; MediaWiki's own are in wiki_languages.h.
constexpr auto kNames = std::to_array<Name>({{"Project", 4},
                                             {"Project talk", 5},
                                             {"Portal", 100},
                                             {"Portal talk", 101},
                                             {"Draft", 118},
                                             {"Draft talk", 119},
                                             {"TimedText", 710},
                                             {"TimedText talk", 711},
                                             {"Module", 828},
                                             {"Module talk", 829}});
// Of Wikipedias, whatever their own name of it; elsewhere they lead to Wikipedia.
constexpr auto kWikipediaNames = std::to_array<Name>({{"Wikipedia", 4}, {"WP", 4}, {"Wikipedia talk", 5}, {"WT", 5}});

std::optional<int> Number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

const SiteNamespace* Find(const SiteInfo& site, int key) {
  const auto found = std::ranges::find(site.namespaces, key, &SiteNamespace::key);
  return found == site.namespaces.end() ? nullptr : &*found;
}

// "0 (articles), 1 Talk, ..."
std::string Listed(const SiteInfo& site) {
  std::string list;
  for (const SiteNamespace& space : site.namespaces) {
    if (space.key < 0) continue;
    list += fmt::format("{}{}{}", list.empty() ? "" : ", ", space.key, space.key == 0 ? " (articles)" : " ");
    list += space.name;
  }
  return list.empty() ? "no <siteinfo> that lists any" : list;
}

VariantChoice ChooseVariant(const std::string& language, const std::string& variant, const std::string& where) {
  const LanguageVariants* variants = FindLanguageVariants(language);
  if (variants == nullptr && variant.empty()) return {};
  if (variants == nullptr) {
    throw Fail(ErrorCode::kUsage, "--variant {}: {}: {}. Leave the option out.", variant, where,
               language.empty() ? "the dump does not say which language it is in"
                                : fmt::format("its language, {}, has no variants", language));
  }
  const LanguageVariant* chosen = variants->Find(variant.empty() ? variants->main : variant);
  if (chosen != nullptr) return {variants, chosen};
  std::string list;
  for (const LanguageVariant& each : variants->variants) {
    list += list.empty() ? "" : ", ";
    list += each.code;
  }
  throw Fail(ErrorCode::kUsage, "--variant {}: {}: no variant of its language, {}. Wanted one of: {}.", variant, where,
             language, list);
}

}  // namespace

const char* ReasonOf(LinkKind kind) {
  switch (kind) {
    case LinkKind::kSection:
      return "section of the page";
    case LinkKind::kFile:
      return "file";
    case LinkKind::kCategory:
      return "category";
    case LinkKind::kLanguage:
      return "other language";
    case LinkKind::kNamespace:
      return "other namespace";
    case LinkKind::kOtherWiki:
      return "other wiki";
    case LinkKind::kArticle:
    case LinkKind::kInvalid:
      break;
  }
  return "no title";
}

WikiSite::WikiSite(const SiteInfo& site, const std::string& where, const SiteOptions& options)
    : variants_(ChooseVariant(site.language, options.variant, where)),
      database_(site.database),
      title_prefix_(options.title_prefix),
      first_letter_(site.first_letter),
      affixes_(site.language) {
  AddLanguages(site);
  for (const SiteNamespace& space : site.namespaces) Add(space.name, space.key);
  Read(site, options, where);
}

// What is added later wins.
void WikiSite::AddLanguages(const SiteInfo& site) {
  if (site.language.empty()) {  // then only what would be lost as text: files and categories of all languages
    for (const WikiLanguage& language : WikiLanguages()) {
      for (const NamespaceName& name : language.names) {
        const bool lost = name.space == kFileNamespace || name.space == kCategoryNamespace;
        if (lost || name.space == kMediaNamespace) Add(name.name, name.space);
      }
    }
  }
  for (const auto& [name, key] : kNames) Add(name, key);
  if (database_.empty() || database_.ends_with("wiki")) {
    for (const auto& [name, key] : kWikipediaNames) Add(name, key);
  }
  std::vector<const WikiLanguage*> languages = NamingLanguages(site.language);
  languages.push_back(FindWikiLanguage("en"));
  const SiteNamespace* project = Find(site, kProjectNamespace);
  for (const WikiLanguage* language : std::vector(languages.rbegin(), languages.rend())) {
    for (const NamespaceName& name : language->names) {
      std::string own(name.name);
      const std::size_t place = own.find("$1");
      if (place != std::string::npos) own.replace(place, 2, project != nullptr ? project->name : "Wikipedia");
      Add(own, name.space);
    }
  }
}

void WikiSite::Add(std::string_view name, int key) {
  if (!name.empty()) namespaces_[InLowerCase(Spaced(name))] = key;
}

void WikiSite::Read(const SiteInfo& site, const SiteOptions& options, const std::string& where) {
  for (const std::string& wanted : options.namespaces) {
    std::optional<int> key = Number(wanted);
    if (!key) {
      const auto found = namespaces_.find(InLowerCase(Spaced(wanted)));
      if (found != namespaces_.end()) key = found->second;
    }
    const SiteNamespace* space = key ? Find(site, *key) : nullptr;
    if (!key || *key < 0 || (space == nullptr && *key != 0 && !site.namespaces.empty())) {
      throw Fail(ErrorCode::kUsage, "--namespaces {}: {}: no namespace with pages of this wiki. It has: {}.", wanted,
                 where, Listed(site));
    }
    std::string prefix = space != nullptr ? space->name : "";
    for (const NamespaceName& name : FindWikiLanguage("en")->names) {
      if (prefix.empty() && *key != 0 && name.space == *key) prefix = name.name;
    }
    for (const auto& [name, number] : kNames) {
      if (prefix.empty() && number == *key) prefix = name;
    }
    if (!prefix.empty()) prefix.push_back(':');
    read_[*key] = {std::move(prefix), space != nullptr ? space->first_letter : first_letter_};
  }
}

std::string WikiSite::Title(std::string_view title) const {
  std::string named = Spaced(title);
  if (first_letter_ && !named.empty()) named = WithUpperFirst(named);
  return title_prefix_ + named;
}

std::string WikiSite::PageTitle(std::string_view title, int space) const {
  const auto found = read_.find(space);
  const std::size_t colon = title.find(':');
  const bool named = space != 0 && found != read_.end() && !found->second.prefix.empty();
  if (!named || colon == std::string_view::npos) return Title(title);
  return InSpace(space, Spaced(title.substr(colon + 1))).title;
}

LinkTarget WikiSite::InSpace(int space, std::string_view rest) const {
  constexpr std::string_view kForbidden("<>[]{}|\n\x02");
  if (rest.empty() || rest.find_first_of(kForbidden) != std::string_view::npos || IsRelativePath(rest)) {
    return {LinkKind::kInvalid, ""};
  }
  return Plain(space, rest);
}

LinkTarget WikiSite::Plain(int space, std::string_view rest) const {
  const auto found = read_.find(space);
  if (found == read_.end()) return {LinkKind::kNamespace, ""};
  std::string title = found->second.first_letter ? WithUpperFirst(rest) : std::string(rest);
  if (!found->second.prefix.empty()) title.insert(0, found->second.prefix);
  if (!title_prefix_.empty()) title.insert(0, title_prefix_);
  return {LinkKind::kArticle, std::move(title)};
}

LinkTarget WikiSite::Target(std::string_view raw) const {
  if (IsPlainTitle(raw)) return Plain(0, raw);
  std::string target = DecodedTarget(raw);
  const bool colon = target.starts_with(':');
  if (colon) target = Spaced(std::string_view(target).substr(1));
  if (const std::size_t hash = target.find('#'); hash != std::string::npos) {
    if (hash == 0) return {LinkKind::kSection, ""};
    target.resize(hash);
  }
  if (const std::size_t end = target.find(':'); end != std::string::npos) {
    const std::string prefix = InLowerCase(Spaced(std::string_view(target).substr(0, end)));
    if (const auto found = namespaces_.find(prefix); found != namespaces_.end() && found->second != 0) {
      if (!colon && found->second == kFileNamespace) return {LinkKind::kFile, ""};
      if (!colon && found->second == kCategoryNamespace) return {LinkKind::kCategory, ""};
      return InSpace(found->second, Spaced(std::string_view(target).substr(end + 1)));
    }
    if (IsProjectPrefix(prefix)) return {LinkKind::kOtherWiki, ""};
    if (IsLanguagePrefix(prefix)) return {colon ? LinkKind::kOtherWiki : LinkKind::kLanguage, ""};
  }
  return InSpace(0, Spaced(target));
}

std::string WikiSite::RedirectTarget(std::string_view raw) const {
  const std::size_t begin = std::min(raw.find_first_not_of(" \t\n"), raw.size());
  return Target(raw.substr(begin).starts_with(':') ? std::string(raw) : fmt::format(":{}", raw)).title;
}

}  // namespace linkbert
