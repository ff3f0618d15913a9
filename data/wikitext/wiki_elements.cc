#include "data/wikitext/wiki_elements.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "data/documents/byte_scan.h"

namespace linkbert {
namespace {

constexpr std::size_t kLongestTag = 4096;  // from < to >, so that many that do not end cost no more than that
constexpr std::size_t kLongestName = 40;

struct Element {
  std::string_view name;
  ElementFate fate;
};

using enum ElementFate;

// Sorted. MediaWiki's HTML, the tags of its core, of the extensions on Wikimedia's wikis and of some elsewhere.
constexpr Element kElements[] = {
    {"abbr", kContent},
    {"ask", kLeftOut},  // Semantic MediaWiki
    {"b", kContent},
    {"bdi", kContent},
    {"bdo", kContent},
    {"big", kContent},
    {"blockquote", kBlock},
    {"br", kLine},
    {"caption", kBlock},
    {"categorytree", kLeftOut},
    {"ce", kFormula},
    {"center", kBlock},
    {"charinsert", kLeftOut},
    {"chart", kLeftOut},
    {"chem", kFormula},
    {"choose", kBlock},
    {"cite", kContent},
    {"code", kCode},
    {"data", kContent},
    {"dd", kBlock},
    {"del", kContent},
    {"dfn", kContent},
    {"div", kBlock},
    {"dl", kBlock},
    {"dpl", kLeftOut},
    {"dt", kBlock},
    {"dynamicpagelist", kLeftOut},
    {"em", kContent},
    {"embedvideo", kLeftOut},
    {"endfeed", kContent},
    {"font", kContent},
    {"gallery", kLeftOutOfWiki},
    {"graph", kLeftOut},
    {"h1", kBlock},
    {"h2", kBlock},
    {"h3", kBlock},
    {"h4", kBlock},
    {"h5", kBlock},
    {"h6", kBlock},
    {"hiero", kLeftOut},
    {"hr", kBlock},
    {"html", kContent},
    {"i", kContent},
    {"imagemap", kLeftOutOfWiki},
    {"includeonly", kLeftOutOfWiki},
    {"indicator", kLeftOutOfWiki},
    {"infobox", kLeftOutOfWiki},  // Portable Infobox
    {"inputbox", kLeftOut},
    {"ins", kContent},
    {"intersection", kLeftOut},
    {"kbd", kCode},
    {"langconvert", kContent},
    {"languages", kLeftOut},
    {"li", kBlock},
    {"link", kContent},
    {"listing", kContent},
    {"mapframe", kLeftOut},
    {"maplink", kLeftOut},
    {"mark", kContent},
    {"math", kFormula},
    {"meta", kContent},
    {"noinclude", kContent},
    {"nowiki", kProtected},
    {"ol", kBlock},
    {"onlyinclude", kContent},
    {"option", kBlock},
    {"p", kBlock},
    {"pagelist", kLeftOut},
    {"pagequality", kLeftOut},
    {"pages", kLeftOut},
    {"phonos", kContent},
    {"poem", kBlock},
    {"poll", kLeftOut},
    {"pre", kProtected},
    {"q", kContent},
    {"quiz", kLeftOutOfWiki},
    {"randompage", kLeftOut},
    {"rb", kContent},
    {"ref", kLeftOutOfWiki},
    {"references", kLeftOutOfWiki},
    {"rp", kContent},
    {"rss", kLeftOut},
    {"rt", kApart},
    {"rtc", kApart},
    {"ruby", kContent},
    {"s", kContent},
    {"samp", kCode},
    {"score", kLeftOut},
    {"script", kLeftOut},
    {"section", kContent},  // <section begin=x/>
    {"slideshow", kLeftOutOfWiki},
    {"small", kContent},
    {"source", kLeftOut},
    {"span", kContent},
    {"startfeed", kContent},
    {"strike", kContent},
    {"strong", kContent},
    {"style", kLeftOut},
    {"sub", kContent},
    {"sup", kContent},
    {"syntaxhighlight", kLeftOut},
    {"tab", kBlock},
    {"tabber", kBlock},
    {"table", kBlock},
    {"tabs", kBlock},
    {"tbody", kBlock},
    {"td", kBlock},
    {"templatedata", kLeftOut},
    {"templatestyles", kLeftOut},
    {"tfoot", kBlock},
    {"th", kBlock},
    {"thead", kBlock},
    {"time", kContent},
    {"timeline", kLeftOut},
    {"tr", kBlock},
    {"translate", kContent},
    {"tt", kCode},
    {"tvar", kContent},
    {"u", kContent},
    {"ul", kBlock},
    {"var", kContent},
    {"videogallery", kLeftOutOfWiki},
    {"wbr", kContent},
};
static_assert(std::ranges::is_sorted(kElements, {}, &Element::name));

// Where the names with each first letter begin, and those with the next one: a tag is looked up among a few.
constexpr std::array<std::uint8_t, 27> kFirstOfLetter = [] {
  std::array<std::uint8_t, 27> first{};
  for (std::size_t letter = 0; letter < first.size(); ++letter) {
    const auto before = [&](const Element& element) { return element.name[0] < static_cast<char>('a' + letter); };
    first[letter] = static_cast<std::uint8_t>(std::ranges::count_if(kElements, before));
  }
  return first;
}();

bool IsXmlSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// XML's names but for ".", which is in addresses and in #include <stdio.h>; any letter outside ASCII.
bool IsNameByte(char c, bool first) {
  const char lower = LowerAscii(c);
  const bool letter = (lower >= 'a' && lower <= 'z') || (c & 0x80) != 0;
  return letter || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':'));
}

std::size_t SkipSpace(std::string_view text, std::size_t at) { return SkipAnyOf<' ', '\t', '\n', '\r'>(text, at); }

// Behind the value that begins at text[at]; npos where none does.
std::size_t BehindValue(std::string_view text, std::size_t at) {
  if (at == text.size()) return std::string_view::npos;
  if (const char quote = text[at]; quote == '"' || quote == '\'') {
    const std::size_t end = text.find(quote, at + 1);
    return end == std::string_view::npos ? end : end + 1;
  }
  const std::size_t end = FindAnyOf<' ', '\t', '\n', '\r', '<', '>', '"', '\''>(text, at);
  return end == at ? std::string_view::npos : end;
}

// Behind the ">" of a tag with attributes that all have values; 0 where it is none. text[0] is behind the name.
std::size_t BehindAttributes(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = SkipSpace(text, at);
    if (text.substr(next).starts_with('>')) return next + 1;
    if (text.substr(next).starts_with("/>")) return next + 2;
    if (next == at) return 0;
    const std::size_t name = FindAnyOf<' ', '\t', '\n', '=', '<', '>', '"', '\''>(text, next);
    const std::size_t equals = SkipSpace(text, name);
    if (name == next || equals == text.size() || text[equals] != '=') return 0;
    at = BehindValue(text, SkipSpace(text, equals + 1));
  }
  return 0;
}

// Behind the next ">", whatever is before it; 0 where another tag begins before.
std::size_t BehindAnything(std::string_view text) {
  const std::size_t close = FindAnyOf<'<', '>'>(text, 0);
  return close < text.size() && text[close] == '>' ? close + 1 : 0;
}

// An extension's tag ends with the first ">", as MediaWiki's preprocessor has it; HTML's may have one in a value.
std::size_t BehindKnown(std::string_view text, ElementFate fate, bool one_letter) {
  const bool whole = fate >= ElementFate::kLeftOut;
  const std::size_t end = whole ? BehindAnything(text) : BehindAttributes(text);
  if (end > 0 || one_letter) return end;  // "a<b and c>d"
  return whole ? BehindAttributes(text) : BehindAnything(text);
}

}  // namespace

ElementFate FindElement(std::string_view name) {
  if (name.empty() || name[0] < 'a' || name[0] > 'z') return kUnknown;
  const auto letter = static_cast<std::size_t>(name[0] - 'a');
  for (std::size_t i = kFirstOfLetter[letter]; i < kFirstOfLetter[letter + 1]; ++i) {
    if (kElements[i].name == name) return kElements[i].fate;
  }
  return kUnknown;
}

std::optional<MarkupTag> TagAt(std::string_view text, std::size_t at) {
  const bool closes = text.substr(at + 1).starts_with('/');
  const std::size_t begin = at + 1 + (closes ? 1 : 0);
  std::size_t end = begin;
  while (end < text.size() && IsNameByte(text[end], end == begin) && end - begin <= kLongestName) ++end;
  MarkupTag tag{text.substr(begin, end - begin), 0, closes, false, kUnknown};
  if (tag.name.empty()) {
    if (!closes || !text.substr(begin).starts_with('>')) return std::nullopt;
    tag.bytes = 3;
    return tag;
  }
  if (end == text.size() || tag.name.size() > kLongestName) return std::nullopt;
  const std::string name = InLowerAscii(tag.name);
  std::string_view rest = text.substr(end, kLongestTag);
  const bool old_variable = name == "tvar" && rest.starts_with('|');  // <tvar|name>
  if (!IsXmlSpace(rest[0]) && rest[0] != '>' && rest[0] != '/' && !old_variable) return std::nullopt;
  const ElementFate fate = tag.fate = FindElement(name);
  const std::size_t behind = fate == kUnknown ? BehindAttributes(rest) : BehindKnown(rest, fate, name.size() == 1);
  if (behind == 0) return std::nullopt;
  tag.bytes = end + behind - at;
  tag.empty = behind >= 2 && rest[behind - 2] == '/';
  return tag;
}

TagMark TagMarkAt(std::string_view text, std::size_t at, std::string& out) {
  const std::optional<MarkupTag> tag = TagAt(text, at);
  if (!tag) return {};
  const ElementFate fate = tag->name.empty() ? kContent : tag->fate;
  if (fate == ElementFate::kBlock) out += "\n\n";
  if (fate == ElementFate::kLine) out.push_back('\n');
  if (fate == ElementFate::kApart && !tag->closes && !out.empty() && out.back() != '(') out.push_back(' ');
  return {tag->bytes, fate, tag->closes, fate == kBlock && InLowerAscii(tag->name) == "table"};
}

}  // namespace linkbert
