#include "data/documents/wikitext/inline_marks.h"

#include <algorithm>
#include <array>
#include <optional>

#include "data/documents/byte_scan.h"
#include "data/documents/wikitext/clean_source.h"
#include "data/documents/wikitext/html_entities.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

constexpr std::size_t kLongestTag = 4096;

// Sorted. The tags of MediaWiki's HTML, and of what CleanSource leaves when it is not closed.
constexpr std::array kTags = std::to_array<std::string_view>({"abbr",
                                                              "b",
                                                              "bdi",
                                                              "bdo",
                                                              "big",
                                                              "blockquote",
                                                              "br",
                                                              "caption",
                                                              "center",
                                                              "cite",
                                                              "code",
                                                              "data",
                                                              "dd",
                                                              "del",
                                                              "dfn",
                                                              "div",
                                                              "dl",
                                                              "dt",
                                                              "em",
                                                              "font",
                                                              "gallery",
                                                              "h",
                                                              "hr",
                                                              "i",
                                                              "imagemap",
                                                              "includeonly",
                                                              "ins",
                                                              "kbd",
                                                              "li",
                                                              "mark",
                                                              "math",
                                                              "noinclude",
                                                              "nowiki",
                                                              "ol",
                                                              "onlyinclude",
                                                              "p",
                                                              "poem",
                                                              "pre",
                                                              "q",
                                                              "rb",
                                                              "ref",
                                                              "references",
                                                              "rp",
                                                              "rt",
                                                              "rtc",
                                                              "ruby",
                                                              "s",
                                                              "samp",
                                                              "section",
                                                              "small",
                                                              "source",
                                                              "span",
                                                              "strike",
                                                              "strong",
                                                              "sub",
                                                              "sup",
                                                              "syntaxhighlight",
                                                              "table",
                                                              "tbody",
                                                              "td",
                                                              "templatestyles",
                                                              "th",
                                                              "time",
                                                              "tr",
                                                              "tt",
                                                              "u",
                                                              "ul",
                                                              "var",
                                                              "wbr"});
static_assert(std::ranges::is_sorted(kTags));
constexpr std::array kLineTags =
    std::to_array<std::string_view>({"blockquote", "caption", "center", "dd", "div", "dl", "dt", "h", "hr", "li", "ol",
                                     "p", "poem", "table", "td", "th", "tr", "ul"});
static_assert(std::ranges::is_sorted(kLineTags));

InlineMark Reference(std::string_view text, std::size_t at, std::string& out) {
  if (text.substr(at).starts_with(kStripMark)) return {kStripMark.size()};
  const std::optional<CharacterReference> reference = ReferenceAt(text, at);
  if (!reference) return {};
  const char32_t c = reference->code_point;
  if (c == 0xA0 || c == 0x2009 || c == 0x202F || c == 0x2002 || c == 0x2003) {
    out.push_back(' ');
  } else if (c != 0x200E && c != 0x200F) {  // marks of direction
    AppendUtf8(c, out);
  }
  return {reference->bytes};
}

InlineMark Tag(std::string_view text, std::size_t at, std::string& out) {
  std::size_t end = at + 1 + (text.substr(at + 1).starts_with('/') ? 1 : 0);
  std::string name;
  while (end < text.size() && name.size() < 20) {
    const char lower = static_cast<char>(text[end] | 32);
    if (lower < 'a' || lower > 'z') break;
    name.push_back(lower);
    ++end;
  }
  if (!std::ranges::binary_search(kTags, name)) return {};
  const std::string_view rest = text.substr(end, kLongestTag);
  const std::size_t close = FindAnyOf<'<', '>'>(rest, 0);
  if (close == rest.size() || rest[close] == '<') return {};
  out += std::ranges::binary_search(kLineTags, name) ? "\n\n" : name == "br" ? "\n" : "";
  return {end + close + 1 - at};
}

InlineMark MagicWord(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, 40);
  if (!rest.starts_with("__")) return {};
  std::size_t end = 2;
  while (end < rest.size() && rest[end] >= 'A' && rest[end] <= 'Z') ++end;
  if (end == 2 || !rest.substr(end).starts_with("__")) return {};
  return {end + 2, rest.substr(2, end - 2) == "DISAMBIG"};
}

}  // namespace

InlineMark InlineMarkAt(std::string_view text, std::size_t at, std::string& out) {
  switch (text[at]) {
    case '&':
      return Reference(text, at, out);
    case '<':
      return Tag(text, at, out);
    case '_':
      return MagicWord(text, at);
    default:
      return {};
  }
}

std::size_t ExternalAddress(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 7> kSchemes = {"http://", "https://", "ftp://", "//",
                                                        "mailto:", "news:",    "irc://"};
  const std::string_view rest = text.substr(at);
  if (std::ranges::none_of(kSchemes, [&](std::string_view scheme) { return rest.starts_with(scheme); })) return 0;
  const std::size_t end = FindAnyOf<' ', '\t', '\n', ']', '|', '<'>(rest, 0);
  return end < rest.size() && (rest[end] == ' ' || rest[end] == '\t') ? end + 1 : end;
}

std::string_view WithoutColon(std::string_view target) {
  const std::size_t begin = target.find_first_not_of(" \t");
  return begin != std::string_view::npos && target[begin] == ':' ? target.substr(begin + 1) : target;
}

std::string_view PipeTrick(std::string_view target) {
  std::string_view shown = WithoutColon(target);
  if (const std::size_t colon = shown.find(':'); colon != std::string_view::npos) shown.remove_prefix(colon + 1);
  if (const std::size_t open = shown.rfind(" ("); open != std::string_view::npos && shown.ends_with(')')) {
    return shown.substr(0, open);
  }
  return shown.substr(0, shown.find(", "));
}

}  // namespace linkbert
