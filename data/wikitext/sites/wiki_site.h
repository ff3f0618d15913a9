// WikiSite: the rules by which one wiki names its pages, from the head of its dump and its language.
//
// Flow: RecordItems: what stands before the first <page> -> ReadSiteInfo -> [WikiSite] -> titles of pages and of link
// targets. Immutable; any thread. Errors: kUsage for a namespace or a variant that the wiki does not have.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "data/wikitext/sites/link_affixes.h"
#include "data/wikitext/sites/site_info.h"
#include "data/wikitext/sites/wiki_languages.h"

namespace linkbert {

enum class LinkKind {
  kArticle,    // of a namespace that is read
  kSection,    // of the page itself: [[#History]]
  kFile,       // shown where it stands; so is what links in its caption say
  kCategory,   // puts the page into it
  kLanguage,   // the same page in another language
  kNamespace,  // another namespace's page, or a file that is linked and not shown: [[Media:a.ogg]]
  kOtherWiki,  // another project's page
  kInvalid     // no title
};

// What links that lead to no article are counted as.
const char* ReasonOf(LinkKind kind);

// Bytes of a target as it is written; a title has at most 255, which %XX makes three times as long.
inline constexpr std::size_t kLongestRawTarget = 1024;

struct LinkTarget {
  LinkKind kind;
  std::string title;  // of an article: as WikiSite::PageTitle has it; else empty
};

struct SiteOptions {
  std::vector<std::string> namespaces = {"0"};  // that are read: numbers or names
  std::string variant = {};                     // of the language, "zh-hant"; empty: its main one
  std::string title_prefix = {};                // before all titles, where a corpus has several wikis: "itwiki:"
};

// Whose text of -{...}- is taken.
struct VariantChoice {
  const LanguageVariants* language = nullptr;  // null: -{ is text, the language has no variants
  const LanguageVariant* chosen = nullptr;
};

class WikiSite {
 public:
  WikiSite(const SiteInfo& site, const std::string& where, const SiteOptions& options = {});
  // `head` is what stands before the first <page>. Without a <siteinfo> in it, English names and "first-letter". Throws
  // kInput, naming `where`, for a <siteinfo> that is no XML.
  WikiSite(std::string_view head, const std::string& where, const SiteOptions& options = {})
      : WikiSite(ReadSiteInfo(head, where), where, options) {}

  // Whether pages of the namespace are documents.
  bool Reads(int space) const { return read_.contains(space); }

  // Of the <title> of a page in namespace 0: underscores and runs of white space are one space; the first letter is
  // upper case where the wiki says so.
  std::string Title(std::string_view title) const;
  // Of any page: in another namespace "Local name:Title".
  std::string PageTitle(std::string_view title, int space) const;

  // Of what stands in [[...]] before the first "|": references and %XX decoded, "_" a space, "#section" cut off.
  LinkTarget Target(std::string_view raw) const;
  // Of where a redirect leads, which may be a category or a file; empty where that is not read.
  std::string RedirectTarget(std::string_view raw) const;

  const std::string& database() const { return database_; }
  const VariantChoice& variants() const { return variants_; }
  // What beside a link belongs to its text.
  const LinkAffixRules& affixes() const { return affixes_; }

 private:
  struct ReadSpace {
    std::string prefix;  // "Portale:"; empty for articles
    bool first_letter;
  };

  void AddLanguages(const SiteInfo& site);
  void Add(std::string_view name, int key);
  void Read(const SiteInfo& site, const SiteOptions& options, const std::string& where);
  // What a title without its namespace leads to, in a namespace; Plain: where it is known to be spelt as a title.
  LinkTarget InSpace(int space, std::string_view rest) const;
  LinkTarget Plain(int space, std::string_view rest) const;

  std::map<std::string, int, std::less<>> namespaces_;  // lower-case names
  std::map<int, ReadSpace> read_;
  VariantChoice variants_;
  std::string database_;      // "enwiki"; empty where it is not said
  std::string title_prefix_;  // of the options
  bool first_letter_ = true;
  LinkAffixRules affixes_;
};

}  // namespace linkbert
