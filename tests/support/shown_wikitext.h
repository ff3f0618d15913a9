// What a wikitext becomes, in one string: the text with its links as <target|anchor>. Header only.
#pragma once
#include <fmt/core.h>

#include <string>
#include <string_view>

#include "data/wikitext/wikitext.h"

namespace linkbert::test {

struct WikitextCase {
  const char* wikitext;
  const char* shown;
};

inline std::string Shown(const WikiText& converted) {
  std::string shown;
  std::size_t at = 0;
  for (const DocumentLink& link : converted.links) {
    shown += converted.text.substr(at, link.begin - at);
    shown += fmt::format("<{}|{}>", link.target, converted.text.substr(link.begin, link.end - link.begin));
    at = link.end;
  }
  return shown + converted.text.substr(at);
}

inline std::string ShownWikitext(std::string_view wikitext, MathText math = MathText::kDrop) {
  static const WikiSite kSite("<siteinfo><dbname>enwiki</dbname></siteinfo>", "test");
  return Shown(ConvertWikitext(wikitext, kSite, math));
}

// The part so many times.
inline std::string Times(std::string_view part, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

}  // namespace linkbert::test
