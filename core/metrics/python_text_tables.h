// What Python's str.lower, str.isspace and str.isalnum say of each code point, as compact tables
// (generate_python_text_tables.py). The tokenizer's tables do not serve here: they strip accents where they lower.
//
// Constant data, sorted by code point; a test pins them by a hash over every code point.
#pragma once
#include <cstdint>
#include <span>

#include "data/tokens/unicode_tables.h"

namespace linkbert {

// first, first + step, ..., last each become code point + distance.
struct LowerRun {
  char32_t first;
  char32_t last;
  std::uint8_t step;
  std::int32_t distance;
};

extern const std::span<const LowerRun> kLowerRuns;
extern const std::span<const CodePointRange> kPythonSpaceRanges;
extern const std::span<const CodePointRange> kPythonAlnumRanges;
// For the rule of the final sigma: cased and not case-ignorable; case-ignorable.
extern const std::span<const CodePointRange> kCasedRanges;
extern const std::span<const CodePointRange> kCaseIgnorableRanges;

}  // namespace linkbert
