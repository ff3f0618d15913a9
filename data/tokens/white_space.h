// White space and word characters as Hugging Face's tokenizers know them, for the ends of lines and of added tokens.
// Pure; any thread.
#pragma once
#include <cstddef>
#include <string_view>

namespace linkbert {

// Without the white space at its end.
std::string_view WithoutSpaceBehind(std::string_view text);
// The bytes of white space it begins with.
std::size_t SpaceInFront(std::string_view text);

bool BeginsWithWord(std::string_view text);
bool EndsWithWord(std::string_view text);

}  // namespace linkbert
