// What Hugging Face's BERT normaliser does to each code point, as compact tables (generate_unicode_tables.py).
//
// Flow: unicode_properties.cc, unicode_mappings.cc -> [these tables] -> CharacterTable, which expands them for lookup.
// Constant data, sorted by code point. The tables follow the `tokenizers` package, not one version of Unicode: its
// categories are older than its decompositions. A test pins them by a hash over every code point.
#pragma once
#include <cstdint>
#include <span>

namespace linkbert {

struct CodePointRange {
  char32_t first;
  char32_t last;  // inclusive
};

struct CombiningRange {
  char32_t first;
  char32_t last;                 // inclusive
  std::uint8_t combining_class;  // canonical combining class, never 0 here
};

// `count` code points from `first` on, whose targets stand one after the other in the list beside, run after run. A
// target equal to its code point fills a gap and means nothing.
struct MappingRun {
  char32_t first;
  std::uint16_t count;
};

struct SequenceMapping {
  char32_t from;
  char32_t to[3];  // 0 ends a shorter one
};

// Cleaning: dropped (controls, formats, private use, U+FFFD), and read as a space.
extern const std::span<const CodePointRange> kRemovedRanges;
extern const std::span<const CodePointRange> kSpaceRanges;
// Without cleaning: where a word ends. Contains the spaces.
extern const std::span<const CodePointRange> kSeparatorRanges;
// What an added token that must be a word of its own may not touch: letters, marks, digits, connectors.
extern const std::span<const CodePointRange> kWordRanges;
// Set between spaces.
extern const std::span<const CodePointRange> kIdeographRanges;
// Asked of the character that normalisation leaves: a word of its own.
extern const std::span<const CodePointRange> kPunctuationRanges;

// Stripping: marks that are dropped after canonical ordering, the classes of that ordering, and the decomposed and
// stripped form of everything else that changes. Hangul syllables are not listed (arithmetic).
extern const std::span<const CodePointRange> kMarkRanges;
extern const std::span<const CombiningRange> kCombiningRanges;
extern const std::span<const MappingRun> kStripRuns;
extern const std::span<const char32_t> kStripTargets;
extern const std::span<const SequenceMapping> kStripSequences;

// Lower case, one character at a time and without regard to its neighbours. Of stripped text too: no target of the
// above becomes longer by it.
extern const std::span<const MappingRun> kLoweringRuns;
extern const std::span<const char32_t> kLoweringTargets;
extern const std::span<const SequenceMapping> kLoweringSequences;

}  // namespace linkbert
