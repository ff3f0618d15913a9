// Letters of all alphabets, as titles need them: simple case mapping by the C library's tables. Pure; any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace linkbert {

// The text with its first letter in upper or lower case; with all letters in one case. Requires: valid UTF-8.
std::string WithUpperFirst(std::string_view text);
std::string WithLowerFirst(std::string_view text);
std::string InLowerCase(std::string_view text);
std::string InUpperCase(std::string_view text);

// How many bytes the letter at text[at] has that a link's text goes on with behind "]]": a small letter, or one of an
// alphabet without case; 0 where there is none. Only a to z where `ascii`.
std::size_t TrailAt(std::string_view text, std::size_t at, bool ascii);

}  // namespace linkbert
