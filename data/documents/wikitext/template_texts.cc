#include "data/documents/wikitext/template_texts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "data/documents/wikitext/letters.h"

namespace linkbert {
namespace {

using Entry = std::pair<std::string_view, TemplateText>;

constexpr std::array kTemplates = std::to_array<Entry>({
    {"!", {"|", 0, 0}},
    {"'", {"'", 0, 0}},
    {"'s", {"'s", 0, 0}},
    {"=", {"=", 0, 0}},
    {"abbr", {"", 1, 0}},
    {"as of", {"As of ", 1, 0}},
    {"big", {"", 1, 0}},
    {"blockquote", {"", 1, 0}},
    {"c.", {"c. ", 1, 0}},
    {"circa", {"c. ", 1, 0}},
    {"convert", {"", 1, 2}},
    {"cquote", {"", 1, 0}},
    {"cvt", {"", 1, 2}},
    {"flag", {"", 1, 0}},
    {"flagu", {"", 1, 0}},
    {"hms", {"HMS ", 1, 0}},
    {"ill", {"", 1, 0}},
    {"interlanguage link", {"", 1, 0}},
    {"lang", {"", 2, 0}},
    {"langx", {"", 2, 0}},
    {"mdash", {"\u2014", 0, 0}},
    {"nbsp", {" ", 0, 0}},
    {"ndash", {"\u2013", 0, 0}},
    {"nihongo", {"", 1, 0}},
    {"nobold", {"", 1, 0}},
    {"nobr", {"", 1, 0}},
    {"nowrap", {"", 1, 0}},
    {"quotation", {"", 1, 0}},
    {"quote", {"", 1, 0}},
    {"small", {"", 1, 0}},
    {"smallcaps", {"", 1, 0}},
    {"smaller", {"", 1, 0}},
    {"snd", {" \u2013 ", 0, 0}},
    {"spaced ndash", {" \u2013 ", 0, 0}},
    {"sub", {"", 1, 0}},
    {"sup", {"", 1, 0}},
    {"tooltip", {"", 1, 0}},
    {"transl", {"", 2, 0}},
    {"transliteration", {"", 2, 0}},
    {"uss", {"USS ", 1, 0}},
    {"val", {"", 1, 0}},
    {"visible anchor", {"", 1, 0}},
});
static_assert(std::ranges::is_sorted(kTemplates, {}, &Entry::first));

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

}  // namespace

std::string TemplateName(std::string_view raw) {
  std::string name;
  for (const char c : WholeCharacters(raw, 200)) {
    const bool space = c == ' ' || c == '_' || c == '\n' || c == '\t' || c == '\r';
    if (!space) name.push_back(c);
    if (space && !name.empty() && name.back() != ' ') name.push_back(' ');
  }
  while (!name.empty() && name.back() == ' ') name.pop_back();
  return WithLowerFirst(WholeCharacters(name, 60));
}

std::optional<TemplateText> FindTemplateText(std::string_view name) {
  if (name.starts_with("lang-")) return TemplateText{"", 1, 0};
  std::string lower(name);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const auto* const found = std::ranges::lower_bound(kTemplates, std::string_view(lower), {}, &Entry::first);
  if (found == kTemplates.end() || found->first != lower) return std::nullopt;
  return found->second;
}

bool IsDisambiguation(std::string_view name) {
  return std::ranges::find(kDisambiguation, name) != kDisambiguation.end() || name.ends_with(" disambiguation");
}

}  // namespace linkbert
