// CharacterTable: what the tokenizer does with a code point, in one lookup.
//
// Flow: unicode_tables.h -> [CharacterTable] -> WordSplitter. Expanded once per process and NormalizerOptions on first
// use (a few milliseconds, about 1 MiB), immutable afterwards, safe from any thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/tokens/normalizer_options.h"
#include "data/tokens/unicode_tables.h"

namespace linkbert {

enum class CharacterKind : std::uint8_t {
  kWord,         // goes on with the word
  kRemoved,      // as if it were not there
  kSpace,        // ends the word
  kPunctuation,  // a word of its own
  kIdeograph,    // the same, but decided before canonical ordering
  kMark,         // dropped, but only after it took part in canonical ordering
  kSequence,     // several characters: CharacterTable::Expand
};

struct CharacterClass {
  char32_t target;  // what it becomes; itself where nothing changes
  CharacterKind kind;
  std::uint8_t combining_class;  // canonical; 0 where ordering stops, and everywhere without stripping
};

class CharacterTable {
 public:
  static const CharacterTable& Get(const NormalizerOptions& options);

  // Requires: code_point <= 0x10FFFF.
  CharacterClass operator[](char32_t code_point) const {
    const std::uint32_t entry = entries_[(std::uint32_t{blocks_[code_point >> 8]} << 8) | (code_point & 0xFF)];
    return {static_cast<char32_t>(entry & 0x1FFFFF), static_cast<CharacterKind>((entry >> 21) & 7),
            static_cast<std::uint8_t>(entry >> 24)};
  }

  // The characters of a kSequence, in order; returns how many (2 or 3).
  std::size_t Expand(char32_t code_point, std::array<char32_t, 3>& parts) const;

 private:
  explicit CharacterTable(const NormalizerOptions& options);
  std::vector<std::uint16_t> blocks_;       // of 256 code points: the number of the block of entries
  std::vector<std::uint32_t> entries_;      // target in 21 bits, kind in 3, combining class in 8
  std::vector<SequenceMapping> sequences_;  // by code point
};

}  // namespace linkbert
