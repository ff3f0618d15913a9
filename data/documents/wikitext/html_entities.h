// HTML's character references: &amp; &#160; &#xA0;. Pure; any thread.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace linkbert {

struct CharacterReference {
  char32_t code_point;
  std::size_t bytes;  // of the text, & and ; included
};

// The reference at text[at], which is '&'; nothing where there is none of HTML 4's. Numbers of no character are U+FFFD.
std::optional<CharacterReference> ReferenceAt(std::string_view text, std::size_t at);

// All of a text's references decoded.
std::string DecodeReferences(std::string_view text);

}  // namespace linkbert
