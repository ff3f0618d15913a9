#include "data/wikitext/sites/site_info.h"

#include <charconv>
#include <utility>

#include "base/error.h"
#include "data/documents/xml_record.h"
#include "data/wikitext/sites/title_text.h"
#include "data/wikitext/sites/wiki_languages.h"

namespace linkbert {
namespace {

class SiteInfoHandler : public XmlHandler {
 public:
  void Clear() override { *this = {}; }
  void Start(std::string_view name, const char** attributes) override {
    text_.clear();
    if (name != "namespace") return;
    current_ = {0, "", site.first_letter};
    const std::string_view key = Attribute(attributes, "key"), letter_case = Attribute(attributes, "case");
    std::from_chars(key.data(), key.data() + key.size(), current_.key);
    if (!letter_case.empty()) current_.first_letter = letter_case != "case-sensitive";
  }
  void End(std::string_view name) override {
    if (name == "dbname") site.database = text_;
    if (name == "case") site.first_letter = text_ != "case-sensitive";
    if (name == "namespace") {
      current_.name = Spaced(text_);
      if (current_.key == 0) site.first_letter = site.first_letter && current_.first_letter;
      site.namespaces.push_back(std::move(current_));
    }
    text_.clear();
  }
  void Text(std::string_view text) override { text_ += text; }

  SiteInfo site;

 private:
  std::string text_;  // of the element at hand
  SiteNamespace current_{};
};

// xml:lang of the <mediawiki> element; empty where it has none.
std::string_view DumpLanguage(std::string_view head) {
  const std::size_t begin = head.find("<mediawiki");
  if (begin == std::string_view::npos) return {};
  const std::string_view tag = head.substr(begin, head.find('>', begin) - begin);
  constexpr std::string_view kLanguage = "xml:lang=";
  const std::size_t at = tag.find(kLanguage);
  if (at == std::string_view::npos || at + kLanguage.size() == tag.size()) return {};
  const std::string_view value = tag.substr(at + kLanguage.size());
  const std::size_t end = value.find(value[0], 1);
  return end == std::string_view::npos ? std::string_view{} : value.substr(1, end - 1);
}

}  // namespace

SiteInfo ReadSiteInfo(std::string_view head, const std::string& where) {
  SiteInfo site;
  const std::size_t begin = head.find("<siteinfo>"), end = head.find("</siteinfo>");
  if (begin != std::string_view::npos && end != std::string_view::npos && begin < end) {
    SiteInfoHandler handler;
    XmlRecordParser parser;
    if (parser.Parse(head.substr(begin, end + 11 - begin), handler) != XmlOutcome::kWhole) {
      throw Fail(ErrorCode::kInput, "{}: its <siteinfo> is no XML: {}.", where, parser.problem());
    }
    site = std::move(handler.site);
  }
  site.language = LanguageOfCode(DumpLanguage(head));
  if (site.language.empty()) site.language = LanguageOfDatabase(site.database);
  if (site.language == "simple") site.language = "en";
  return site;
}

}  // namespace linkbert
