// LinkAffixRules: which letters beside [[...]] belong to the link's text, by a language's rules: "[[word]]s".
//
// Flow: a wiki's language -> [LinkAffixRules], of its WikiSite -> the converter, at "]]" and in some languages at "[[".
// The tables are link_affix_tables.cc, which generate_link_affixes.py writes. A language that MediaWiki does not know
// has a to z behind a link and nothing before it, as English. Immutable; any thread.
#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace linkbert {

struct CodeRange {
  char32_t first, last;
};

struct LinkAffixes {
  std::string_view language;
  std::span<const CodeRange> trail;   // ascending; behind the link
  std::span<const CodeRange> prefix;  // before it; most languages have none
  std::string_view sequences;         // of letters, between spaces: each goes behind a link as one letter: "c'h"
  bool apostrophe;                    // behind the link goes an apostrophe too, of two that are a mark neither
  bool colon;                         // a colon may stand before the letters behind the link
};

std::span<const LinkAffixes> AffixesOfLanguages();  // by code; those that are not as in English

class LinkAffixRules {
 public:
  explicit LinkAffixRules(std::string_view language);

  // Bytes from text[at] on, which is behind "]]", that the link's text goes on with. Requires: valid UTF-8.
  std::size_t Trail(std::string_view text, std::size_t at) const {
    return at < text.size() && begins_[static_cast<unsigned char>(text[at])] ? LongTrail(text, at) : 0;
  }

  // Bytes at the end of `before`, what the link follows, that its text begins with. Requires: valid UTF-8.
  bool has_prefixes() const { return !affixes_->prefix.empty(); }
  std::size_t Prefix(std::string_view before) const;

 private:
  std::size_t LongTrail(std::string_view text, std::size_t at) const;
  std::size_t LetterAt(std::string_view text, std::size_t at) const;

  const LinkAffixes* affixes_;
  std::array<bool, 256> begins_{};  // bytes that may begin what follows a link
};

}  // namespace linkbert
