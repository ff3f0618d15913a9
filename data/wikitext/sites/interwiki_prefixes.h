// Prefixes of link targets that lead out of a wiki: to other projects, and to the same one in other languages. Pure.
#pragma once
#include <string_view>

namespace linkbert {

// `prefix` is what stands before the first colon, in lower case: "wikt", "fr".
bool IsProjectPrefix(std::string_view prefix);
bool IsLanguagePrefix(std::string_view prefix);

}  // namespace linkbert
