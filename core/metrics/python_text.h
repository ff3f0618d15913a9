// Text as Python 3's str treats it: what the official question answering scores are defined by.
//
// Full Unicode (that of CPython 3.11, Unicode 14): lower case with U+0130 and the final sigma, white space of
// str.split, letters and digits of the regular expressions' \w. Pure functions on UTF-8; a malformed byte is U+FFFD.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

// str.lower
std::string PythonLower(std::string_view text);

bool IsPythonSpace(char32_t code_point);  // str.isspace
bool IsPythonAlnum(char32_t code_point);  // str.isalnum

// string.punctuation: the 32 of ASCII, nothing beyond.
bool IsPythonPunctuation(char32_t code_point);

// str.split(): the parts between white space, none of them empty. Views into text.
std::vector<std::string_view> PythonSplit(std::string_view text);

}  // namespace linkbert
