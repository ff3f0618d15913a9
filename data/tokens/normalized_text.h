// NormalizeText: a text as the normaliser leaves it, white space included, and where each byte comes from.
//
// Flow: text -> [NormalizeText] -> the added tokens that are sought in normalised text. Words alone need none of this:
// WordSplitter normalises and cuts in one pass. Pure; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/tokens/normalizer_options.h"

namespace linkbert {

struct NormalizedText {
  std::string text;
  std::vector<std::uint32_t> begins, ends;  // of each byte's character, in the source; end exclusive
};

// Replaces the content of `out` by text[begin, end); offsets count from the beginning of `text`.
void NormalizeText(std::string_view text, std::size_t begin, std::size_t end, const NormalizerOptions& options,
                   NormalizedText& out);

}  // namespace linkbert
