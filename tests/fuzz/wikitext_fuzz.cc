// A libFuzzer target: any bytes as a page's XML and as wikitext; what comes out has to keep its promises.
// tests/fuzz/run.sh builds it with clang, AddressSanitizer and UndefinedBehaviorSanitizer.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "data/documents/plain_text.h"
#include "data/tokens/utf8.h"
#include "data/wikitext/wiki_page.h"
#include "data/wikitext/wikitext.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

bool IsBoundary(const std::string& text, std::uint64_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

void Check(const linkbert::WikiText& converted, std::size_t bytes) {
  Require(linkbert::IsValidUtf8(converted.text));
  Require(converted.text.size() <= 4 * bytes + 64);
  std::uint64_t end = 0;
  for (const linkbert::DocumentLink& link : converted.links) {
    Require(end <= link.begin && link.begin < link.end && link.end <= converted.text.size());
    Require(IsBoundary(converted.text, link.begin) && IsBoundary(converted.text, link.end));
    Require(!link.target.empty() && linkbert::IsValidUtf8(link.target));
    end = link.end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const linkbert::WikiSite kSite("", "fuzz"), kWithVariants("<mediawiki xml:lang=\"zh\">", "fuzz");
  static const linkbert::TemplateRules kRules(""), kChinese("zhwiki");
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(linkbert::ParseWikiPage("<page>" + bytes + "</page>"));
  std::string text = bytes;
  linkbert::RepairUtf8(text);
  Check(linkbert::ConvertWikitext(text, linkbert::WikiContext{kSite, kRules}), text.size());
  Check(linkbert::ConvertWikitext(text, linkbert::WikiContext{kWithVariants, kChinese}), text.size());
  return 0;
}
