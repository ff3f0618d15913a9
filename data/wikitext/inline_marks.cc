#include "data/wikitext/inline_marks.h"

#include <algorithm>
#include <array>
#include <optional>

#include "data/documents/byte_scan.h"
#include "data/documents/html_entities.h"
#include "data/tokens/utf8.h"
#include "data/wikitext/clean_source.h"

namespace linkbert {
namespace {

InlineMark Reference(std::string_view text, std::size_t at, std::string& out) {
  if (text.substr(at).starts_with(kStripMark)) return {kStripMark.size()};
  const std::optional<CharacterReference> reference = ReferenceAt(text, at);
  if (!reference) return {};
  AppendVisible(*reference, out);
  return {reference->bytes};
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
