// Letters of all alphabets, as titles need them: simple case mapping by the C library's tables. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

namespace linkbert {

// The text with its first letter in upper or lower case; with all letters in one case. Requires: valid UTF-8.
std::string WithUpperFirst(std::string_view text);
std::string WithLowerFirst(std::string_view text);
std::string InLowerCase(std::string_view text);
std::string InUpperCase(std::string_view text);

}  // namespace linkbert
