#include "data/tokens/character_table.h"

#include <algorithm>
#include <map>
#include <span>

#include "base/error.h"
#include "data/tokens/unicode_tables.h"

namespace linkbert {
namespace {

constexpr char32_t kCodePoints = 0x110000;
constexpr char32_t kBlock = 256;

// Hangul syllables, Unicode 3.12: leading consonants L, vowels V, trailing consonants T.
constexpr char32_t kSyllableBase = 0xAC00, kSyllables = 11172;
constexpr char32_t kLeadBase = 0x1100, kVowelBase = 0x1161, kTrailBase = 0x11A7, kTrails = 28, kVowels = 21;

std::uint32_t Pack(char32_t target, CharacterKind kind, std::uint8_t combining_class) {
  return static_cast<std::uint32_t>(target) | (static_cast<std::uint32_t>(kind) << 21) |
         (std::uint32_t{combining_class} << 24);
}

// One entry a code point, before equal blocks are shared. Later settings win, so the order below matters.
class FlatTable {
 public:
  FlatTable() : entries_(kCodePoints) {
    for (char32_t c = 0; c < kCodePoints; ++c) entries_[c] = Pack(c, CharacterKind::kWord, 0);
  }

  void SetKind(std::span<const CodePointRange> ranges, CharacterKind kind) {
    for (const CodePointRange& range : ranges) {
      for (char32_t c = range.first; c <= range.last; ++c) {
        entries_[c] = (entries_[c] & ~(7U << 21)) | (static_cast<std::uint32_t>(kind) << 21);
      }
    }
  }

  // Requires: the kinds of cased text are set.
  void MapUncased() {
    std::size_t next = 0;
    for (const MappingRun& run : kMappingRuns) {
      for (char32_t c = run.first; c < run.first + run.count; ++c) {
        const char32_t target = kMappingTargets[next++];
        if (target == c) continue;
        // Spaces around ideographs are decided before the mapping, punctuation after it.
        const CharacterKind kind = KindOf(c) == CharacterKind::kIdeograph          ? CharacterKind::kIdeograph
                                   : KindOf(target) == CharacterKind::kPunctuation ? CharacterKind::kPunctuation
                                                                                   : CharacterKind::kWord;
        entries_[c] = Pack(target, kind, 0);
      }
    }
    for (const SequenceMapping& mapping : kSequenceMappings) {
      entries_[mapping.from] = Pack(mapping.from, CharacterKind::kSequence, 0);
    }
    SetKind(std::array{CodePointRange{kSyllableBase, kSyllableBase + kSyllables - 1}}, CharacterKind::kSequence);
    SetKind(kMarkRanges, CharacterKind::kMark);
    for (const CombiningRange& range : kCombiningRanges) {
      for (char32_t c = range.first; c <= range.last; ++c) {
        entries_[c] |= std::uint32_t{range.combining_class} << 24;
      }
    }
  }

  std::span<const std::uint32_t> Block(char32_t block) const {
    return std::span(entries_).subspan(block * kBlock, kBlock);
  }

 private:
  CharacterKind KindOf(char32_t c) const { return static_cast<CharacterKind>((entries_[c] >> 21) & 7); }

  std::vector<std::uint32_t> entries_;
};

}  // namespace

const CharacterTable& CharacterTable::Get(bool lower_case) {
  if (lower_case) {
    static const CharacterTable uncased(true);
    return uncased;
  }
  static const CharacterTable cased(false);
  return cased;
}

CharacterTable::CharacterTable(bool lower_case) {
  FlatTable flat;
  flat.SetKind(kPunctuationRanges, CharacterKind::kPunctuation);
  flat.SetKind(kIdeographRanges, CharacterKind::kIdeograph);
  if (lower_case) flat.MapUncased();
  flat.SetKind(kSpaceRanges, CharacterKind::kSpace);
  flat.SetKind(kRemovedRanges, CharacterKind::kRemoved);

  // Blocks of removed characters only (private use, 512 of them) differ in their targets, which nobody reads.
  const auto normal = [](std::uint32_t entry) {
    const auto kind = static_cast<CharacterKind>((entry >> 21) & 7);
    return kind == CharacterKind::kRemoved ? Pack(0, kind, 0) : entry;
  };
  std::map<std::vector<std::uint32_t>, std::uint16_t> numbers;
  for (char32_t block = 0; block < kCodePoints / kBlock; ++block) {
    std::vector<std::uint32_t> content(kBlock);
    std::ranges::transform(flat.Block(block), content.begin(), normal);
    const auto [at, added] = numbers.emplace(std::move(content), static_cast<std::uint16_t>(numbers.size()));
    if (added) entries_.insert(entries_.end(), at->first.begin(), at->first.end());
    blocks_.push_back(at->second);
  }
}

std::size_t CharacterTable::Expand(char32_t code_point, std::array<char32_t, 3>& parts) {
  if (code_point - kSyllableBase < kSyllables) {
    const char32_t index = code_point - kSyllableBase;
    parts = {kLeadBase + index / (kVowels * kTrails), kVowelBase + index / kTrails % kVowels,
             kTrailBase + index % kTrails};
    return index % kTrails == 0 ? 2 : 3;
  }
  const auto at = std::ranges::lower_bound(kSequenceMappings, code_point, {}, &SequenceMapping::from);
  LB_CHECK(at != kSequenceMappings.end() && at->from == code_point, "U+{:04X}", static_cast<std::uint32_t>(code_point));
  std::ranges::copy(at->to, parts.begin());
  return parts[2] == 0 ? 2 : 3;
}

}  // namespace linkbert
