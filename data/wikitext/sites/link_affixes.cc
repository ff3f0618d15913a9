#include "data/wikitext/sites/link_affixes.h"

#include <algorithm>

#include "data/tokens/utf8.h"
#include "data/wikitext/sites/wiki_languages.h"

namespace linkbert {
namespace {

const LinkAffixes* FindAffixes(std::string_view language) {
  const auto all = AffixesOfLanguages();
  const auto found = std::ranges::lower_bound(all, language, {}, &LinkAffixes::language);
  if (found != all.end() && found->language == language) return &*found;
  return &*std::ranges::lower_bound(all, std::string_view("en"), {}, &LinkAffixes::language);
}

bool IsIn(std::span<const CodeRange> ranges, char32_t code) {
  const auto behind = std::ranges::upper_bound(ranges, code, {}, &CodeRange::first);
  return behind != ranges.begin() && code <= std::prev(behind)->last;
}

unsigned char FirstByte(char32_t code) {
  std::string text;
  AppendUtf8(code, text);
  return static_cast<unsigned char>(text[0]);
}

}  // namespace

LinkAffixRules::LinkAffixRules(std::string_view language) : affixes_(FindAffixes(language)) {
  for (const auto& [first, last] : affixes_->trail) {  // first bytes ascend with the codes
    for (std::size_t byte = FirstByte(first); byte <= FirstByte(last); ++byte) begins_[byte] = true;
  }
  for (const std::string_view each : CodesOf(affixes_->sequences)) begins_[static_cast<unsigned char>(each[0])] = true;
  if (affixes_->apostrophe) begins_[static_cast<unsigned char>('\'')] = true;
  if (affixes_->colon) begins_[static_cast<unsigned char>(':')] = true;
}

std::size_t LinkAffixRules::LongTrail(std::string_view text, std::size_t at) const {
  const std::size_t begin = at;
  if (affixes_->colon && text[at] == ':') ++at;
  const std::size_t letters = at;
  while (const std::size_t bytes = LetterAt(text, at)) at += bytes;
  return at == letters ? 0 : at - begin;
}

std::size_t LinkAffixRules::LetterAt(std::string_view text, std::size_t at) const {
  if (at >= text.size()) return 0;
  if (!affixes_->sequences.empty()) {
    for (const std::string_view each : CodesOf(affixes_->sequences)) {
      if (text.substr(at).starts_with(each)) return each.size();
    }
  }
  if (affixes_->apostrophe && text[at] == '\'') return text.substr(at).starts_with("''") ? 0 : 1;
  const DecodedCharacter character = DecodeUtf8(text, at);
  return IsIn(affixes_->trail, character.code_point) ? character.bytes : 0;
}

std::size_t LinkAffixRules::Prefix(std::string_view before) const {
  std::size_t begin = before.size();
  while (begin > 0) {
    std::size_t letter = begin - 1;
    while (letter > 0 && (static_cast<unsigned char>(before[letter]) & 0xC0) == 0x80) --letter;
    if (!IsIn(affixes_->prefix, DecodeUtf8(before, letter).code_point)) break;
    begin = letter;
  }
  return before.size() - begin;
}

}  // namespace linkbert
