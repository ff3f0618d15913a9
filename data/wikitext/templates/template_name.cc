#include "data/wikitext/templates/template_name.h"

#include <algorithm>
#include <array>
#include <string>

#include "data/tokens/utf8.h"
#include "data/wikitext/sites/letters.h"

namespace linkbert {
namespace {

// The namespace of templates in some languages; siteinfo's own is in every dump, but templates are rarely named with
// it.
constexpr auto kTemplateNamespaces = std::to_array<std::string_view>(
    {"template", "vorlage",   "modèle",       "plantilla", "predefinição", "predefinizione", "sjabloon", "szablon",
     "mall",     "mal",       "malline",      "skabelon",  "şablon",       "šablona",        "šablóna",  "sablon",
     "format",   "predložak", "predloga",     "шаблон",    "šablon",       "veidne",         "šablonas", "txantiloi",
     "ŝablono",  "templat",   "bản mẫu",      "modelo",    "πρότυπο",      "قالب",           "الگو",     "תבנית",
     "模板",     "틀",        "テンプレート", "แม่แบบ",     "subst",        "safesubst",      "msg"});

// Of some large Wikipedias; English ones also end so.
constexpr std::array<std::string_view, 24> kDisambiguation = {"airport disambig",
                                                              "aimai",
                                                              "begriffsklärung",
                                                              "dab",
                                                              "disambig",
                                                              "disambigua",
                                                              "disambiguation",
                                                              "doorverwijspagina",
                                                              "dp",
                                                              "geodis",
                                                              "hndis",
                                                              "hndis-cleanup",
                                                              "homonymie",
                                                              "human name disambiguation",
                                                              "mathdab",
                                                              "nozīmju atdalīšana",
                                                              "numberdis",
                                                              "roaddis",
                                                              "schooldis",
                                                              "shipindex",
                                                              "неоднозначность",
                                                              "пояснение",
                                                              "многозначность",
                                                              "曖昧さ回避"};

// At most so many bytes, not cut within a character.
std::string_view WholeCharacters(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

std::string Spaced(std::string_view raw) {
  std::string name;
  for (const char c : raw) {
    const bool space = c == ' ' || c == '_' || c == '\n' || c == '\t' || c == '\r';
    if (!space) name.push_back(c);
    if (space && !name.empty() && name.back() != ' ') name.push_back(' ');
  }
  while (!name.empty() && name.back() == ' ') name.pop_back();
  return name;
}

}  // namespace

std::string TemplateName(std::string_view raw) {
  std::string name = Spaced(WholeCharacters(raw, 200));
  if (const std::size_t colon = name.find(':'); colon != std::string::npos && colon < 20) {
    const std::string prefix = InLowerCase(std::string_view(name).substr(0, colon));
    if (std::ranges::find(kTemplateNamespaces, prefix) != kTemplateNamespaces.end())
      name = Spaced(std::string_view(name).substr(colon + 1));
  }
  const std::string_view whole = WholeCharacters(name, 60);
  if (whole.empty()) return "";
  const std::string_view second = whole.substr(DecodeUtf8(whole, 0).bytes);
  const std::string_view letter = second.substr(0, second.empty() ? 0 : DecodeUtf8(second, 0).bytes);
  const bool initials = WithLowerFirst(letter) != letter;
  return initials ? WithUpperFirst(whole) : WithLowerFirst(whole);
}

bool IsDisambiguation(std::string_view name) {
  return std::ranges::find(kDisambiguation, name) != kDisambiguation.end() || name.ends_with(" disambiguation");
}

}  // namespace linkbert
