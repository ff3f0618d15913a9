// WikiSite: the rules by which one wiki names its pages, from the <siteinfo> of its dump.
//
// Flow: RecordItems::Head -> [WikiSite] -> titles of pages and of link targets. Immutable; any thread.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace linkbert {

enum class LinkKind {
  kArticle,    // of namespace 0
  kSection,    // of the page itself: [[#History]]
  kFile,       // shown where it stands; so is what links in its caption say
  kCategory,   // puts the page into it
  kLanguage,   // the same page in another language
  kNamespace,  // another namespace's page
  kOtherWiki,  // another project's page
  kInvalid     // no title
};

// What links that lead to no article are counted as.
const char* ReasonOf(LinkKind kind);

struct LinkTarget {
  LinkKind kind;
  std::string title;  // of an article: as pages have it; else empty
};

class WikiSite {
 public:
  // `head` is what stands before the first <page>. Without a <siteinfo> in it, English names and "first-letter". Throws
  // kInput, naming `where`, for a <siteinfo> that is no XML.
  WikiSite(std::string_view head, const std::string& where);

  // Of a page's <title>: underscores and runs of white space are one space; the first letter is upper case where the
  // wiki says so.
  std::string Title(std::string_view title) const;

  // Of what stands in [[...]] before the first "|": references and %XX decoded, "_" a space, "#section" cut off.
  LinkTarget Target(std::string_view raw) const;

  const std::string& database() const { return database_; }
  // Whether a link's text goes on with a to z alone, as in English, or with other small letters too.
  bool ascii_trails() const { return ascii_trails_; }

 private:
  void Add(std::string_view name, int key);

  std::map<std::string, int, std::less<>> namespaces_;  // lower-case names
  std::string database_;                                // "enwiki"; empty where it is not said
  bool first_letter_ = true;
  bool ascii_trails_ = false;
};

}  // namespace linkbert
