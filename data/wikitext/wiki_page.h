// ParseWikiPage: one <page> of a MediaWiki export (0.10 and 0.11) as its fields. XML by expat. Pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace linkbert {

struct WikiPage {
  std::string title;
  std::string id;
  int space = 0;            // <ns>
  bool redirect = false;    // has a <redirect>
  std::string redirect_to;  // its title
  std::string model;        // of the last revision; empty or "wikitext" for what we read
  std::string text;         // of the last revision; empty where it is deleted
  bool repaired = false;    // bytes that no XML may hold became U+FFFD
};

// Nothing where `record`, <page>...</page>, is no XML, also after a repair of its bytes; `problem` then says what is
// wrong and where in it.
std::optional<WikiPage> ParseWikiPage(std::string_view record, std::string* problem = nullptr);

}  // namespace linkbert
