#include "data/tokens/character_table.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <span>
#include <utility>

#include "base/error.h"

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

// Every code point's target, itself where the runs say nothing of it.
std::vector<char32_t> Targets(std::span<const MappingRun> runs, std::span<const char32_t> listed) {
  std::vector<char32_t> targets(kCodePoints);
  std::iota(targets.begin(), targets.end(), char32_t{0});
  std::size_t next = 0;
  for (const MappingRun& run : runs) {
    for (char32_t c = run.first; c < run.first + run.count; ++c) targets[c] = listed[next++];
  }
  return targets;
}

// One entry a code point, before equal blocks are shared. Later settings win, so the order of the calls matters.
class FlatTable {
 public:
  explicit FlatTable(const NormalizerOptions& options) : entries_(kCodePoints) {
    std::vector<char32_t> targets = options.strip_accents ? Targets(kStripRuns, kStripTargets) : Targets({}, {});
    if (options.lower_case) {
      const std::vector<char32_t> lower = Targets(kLoweringRuns, kLoweringTargets);
      for (char32_t& target : targets) target = lower[target];
    }
    SetTargets(targets, options.chinese_characters);
    if (options.strip_accents) Strip(targets);
    // Stripping takes U+0130, the only one, apart before it is made small.
    if (options.lower_case && !options.strip_accents) AddSequences(kLoweringSequences, {});
    SetKind(options.clean_text ? kSpaceRanges : kSeparatorRanges, CharacterKind::kSpace);
    if (options.clean_text) SetKind(kRemovedRanges, CharacterKind::kRemoved);
  }

  std::span<const std::uint32_t> Block(char32_t block) const {
    return std::span(entries_).subspan(block * kBlock, kBlock);
  }
  std::vector<SequenceMapping> TakeSequences() { return std::move(sequences_); }

 private:
  void SetKind(std::span<const CodePointRange> ranges, CharacterKind kind) {
    for (const CodePointRange& range : ranges) {
      for (char32_t c = range.first; c <= range.last; ++c) {
        entries_[c] = (entries_[c] & ~(7U << 21)) | (static_cast<std::uint32_t>(kind) << 21);
      }
    }
  }

  // Spaces around ideographs are decided before a character is changed, punctuation after it.
  void SetTargets(const std::vector<char32_t>& targets, bool chinese_characters) {
    std::vector<bool> is_punctuation(kCodePoints);
    for (const CodePointRange& range : kPunctuationRanges) {
      for (char32_t c = range.first; c <= range.last; ++c) is_punctuation[c] = true;
    }
    for (char32_t c = 0; c < kCodePoints; ++c) {
      const CharacterKind kind = is_punctuation[targets[c]] ? CharacterKind::kPunctuation : CharacterKind::kWord;
      entries_[c] = Pack(targets[c], kind, 0);
    }
    if (chinese_characters) SetKind(kIdeographRanges, CharacterKind::kIdeograph);
  }

  void Strip(const std::vector<char32_t>& targets) {
    AddSequences(kStripSequences, targets);
    SetKind(std::array{CodePointRange{kSyllableBase, kSyllableBase + kSyllables - 1}}, CharacterKind::kSequence);
    SetKind(kMarkRanges, CharacterKind::kMark);
    for (const CombiningRange& range : kCombiningRanges) {
      for (char32_t c = range.first; c <= range.last; ++c) {
        entries_[c] |= std::uint32_t{range.combining_class} << 24;
      }
    }
  }

  void AddSequences(std::span<const SequenceMapping> mappings, const std::vector<char32_t>& targets) {
    for (SequenceMapping mapping : mappings) {
      for (char32_t& part : mapping.to) part = targets.empty() || part == 0 ? part : targets[part];
      entries_[mapping.from] = Pack(mapping.from, CharacterKind::kSequence, 0);
      sequences_.push_back(mapping);
    }
  }

  std::vector<std::uint32_t> entries_;
  std::vector<SequenceMapping> sequences_;
};

}  // namespace

const CharacterTable& CharacterTable::Get(const NormalizerOptions& options) {
  static std::array<std::once_flag, kNormalizers> once;
  static std::array<std::unique_ptr<const CharacterTable>, kNormalizers> tables;
  const std::size_t number = NumberOf(options);
  std::call_once(once[number], [&] { tables[number].reset(new CharacterTable(options)); });
  return *tables[number];
}

CharacterTable::CharacterTable(const NormalizerOptions& options) {
  FlatTable flat(options);
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
  sequences_ = flat.TakeSequences();
}

std::size_t CharacterTable::Expand(char32_t code_point, std::array<char32_t, 3>& parts) const {
  if (code_point - kSyllableBase < kSyllables) {
    const char32_t index = code_point - kSyllableBase;
    parts = {kLeadBase + index / (kVowels * kTrails), kVowelBase + index / kTrails % kVowels,
             kTrailBase + index % kTrails};
    return index % kTrails == 0 ? 2 : 3;
  }
  const auto at = std::ranges::lower_bound(sequences_, code_point, {}, &SequenceMapping::from);
  LB_CHECK(at != sequences_.end() && at->from == code_point, "U+{:04X}", static_cast<std::uint32_t>(code_point));
  std::ranges::copy(at->to, parts.begin());
  return parts[2] == 0 ? 2 : 3;
}

}  // namespace linkbert
