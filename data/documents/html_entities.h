// HTML's character references: &amp; &#160; &#xA0;, by HTML5's rules. Pure; any thread.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace linkbert {

struct CharacterReference {
  char32_t code_point;
  char32_t second;    // of the few names that stand for two; else 0
  std::size_t bytes;  // of the text, & and ; included
};

// The reference at text[at], which is '&'; nothing where there is none. Numbers from 0x80 to 0x9F are those of
// Windows-1252; numbers of no character are U+FFFD. A name without its ";" is text, as in MediaWiki.
std::optional<CharacterReference> ReferenceAt(std::string_view text, std::size_t at);

// What a reader sees of it: any white space is a space; soft hyphens, marks of direction and the like are nothing.
void AppendVisible(const CharacterReference& reference, std::string& out);

// All of a text's references decoded.
std::string DecodeReferences(std::string_view text);

// The same as a reader sees them, in a text that was escaped twice: "p &lt; 0.05" after its XML is read. A space that
// stands behind another one goes.
void DecodeEscapedTwice(std::string& text);

}  // namespace linkbert
