// SentenceStarts: where the sentences of a plain text begin, by a rule of thumb that any language survives.
//
// A line break ends a sentence. So does . ! ? (and closing quotes or brackets behind it) before white space and a
// capital, a digit, an opening quote or bracket, or a letter outside ASCII; unless the dot belongs to an abbreviation
// ("Dr.", "e.g.", "J.") or to one that stands before a number ("No. 5", "c. 1480"). The full stops of Chinese and
// Japanese need no white space. Pure; any thread.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace linkbert {

// Byte offsets of the first character of each sentence, ascending; never white space (ASCII). Replaces `starts`.
void SentenceStarts(std::string_view text, std::vector<std::uint32_t>& starts);

}  // namespace linkbert
