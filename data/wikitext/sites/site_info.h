// SiteInfo: what the head of a MediaWiki dump says of its wiki.
//
// Flow: RecordItems: what stands before the first <page> -> [ReadSiteInfo] -> WikiSite. Pure; any thread. Errors:
// kInput, naming `where`, for a <siteinfo> that is no XML.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

struct SiteNamespace {
  int key;
  std::string name;  // with spaces; empty for articles
  bool first_letter;
};

struct SiteInfo {
  std::string database;                   // "enwiki"; empty where it is not said
  std::string language;                   // "en", in today's code; empty where neither xml:lang nor database says it
  bool first_letter = true;               // whether titles begin with a capital
  std::vector<SiteNamespace> namespaces;  // empty without a <siteinfo>

  bool said() const { return !namespaces.empty() || !database.empty() || !language.empty(); }
};

SiteInfo ReadSiteInfo(std::string_view head, const std::string& where);

}  // namespace linkbert
