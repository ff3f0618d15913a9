// The one way in which characters become normalised ones: canonical ordering, sequences, and where each comes from.
//
// Flow: CharacterTable -> [AppendCharacter] -> a sink: WordSplitter's words or the text of NormalizeText. A sink has
// Append(target, source), Space(target, source), Punctuation(target, source) and Ideograph(target, source).
// Internal to data/tokens. One object belongs to one thread.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/tokens/character_table.h"

namespace linkbert {

// Bytes of the text that a character comes from, end exclusive.
struct CharacterSource {
  std::uint32_t begin;
  std::uint32_t end;
};

// Canonical ordering of characters of a non-zero class. Hugging Face carries, for every character, whether it takes the
// next place of the source (the first of a decomposition) or shares the one before (the others). Ordering moves these
// marks with the characters, so the places are dealt out afterwards; offsets depend on it.
template <typename Sink>
class OrderingRun {
 public:
  explicit OrderingRun(Sink& sink) : sink_(sink) {}

  // A character of class 0, alone or the first of a decomposition.
  void Start(CharacterSource source) {
    Flush();
    last_ = source;
  }
  void Add(char32_t target, std::uint8_t combining_class, bool is_dropped) {
    run_.push_back({target, combining_class, is_dropped, false});
  }
  void AddFirst(char32_t target, std::uint8_t combining_class, bool is_dropped, CharacterSource source) {
    run_.push_back({target, combining_class, is_dropped, true});
    sources_.push_back(source);
  }

  void Flush() {
    if (run_.empty()) return;
    std::ranges::stable_sort(run_, {}, &Entry::combining_class);
    std::size_t next = 0;
    for (const Entry& entry : run_) {
      if (entry.takes_source) last_ = sources_[next++];
      if (!entry.is_dropped) sink_.Append(entry.target, last_);
    }
    run_.clear(), sources_.clear();
  }

  bool IsEmpty() const { return run_.empty(); }

 private:
  struct Entry {
    char32_t target;
    std::uint8_t combining_class;
    bool is_dropped;
    bool takes_source;
  };
  Sink& sink_;
  CharacterSource last_{};
  std::vector<Entry> run_;
  std::vector<CharacterSource> sources_;
};

template <typename Sink>
void AppendSequence(char32_t code_point, CharacterSource source, const CharacterTable& table, Sink& sink,
                    OrderingRun<Sink>& run) {
  std::array<char32_t, 3> parts{};
  const std::size_t count = table.Expand(code_point, parts);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t combining_class = table[parts[i]].combining_class;
    if (combining_class != 0) {
      run.Add(parts[i], combining_class, false);
      continue;
    }
    if (i == 0) run.Start(source);
    sink.Append(parts[i], source);
  }
}

template <typename Sink>
void AppendCharacter(char32_t code_point, CharacterSource source, const CharacterTable& table, Sink& sink,
                     OrderingRun<Sink>& run) {
  const CharacterClass character = table[code_point];
  const bool is_dropped = character.kind == CharacterKind::kMark;
  if (character.kind == CharacterKind::kRemoved) return;
  if (character.combining_class != 0) {
    return run.AddFirst(character.target, character.combining_class, is_dropped, source);
  }
  if (character.kind == CharacterKind::kSequence) return AppendSequence(code_point, source, table, sink, run);
  run.Start(source);
  switch (character.kind) {
    case CharacterKind::kWord:
      return sink.Append(character.target, source);
    case CharacterKind::kSpace:
      return sink.Space(character.target, source);
    case CharacterKind::kPunctuation:
      return sink.Punctuation(character.target, source);
    case CharacterKind::kIdeograph:
      return sink.Ideograph(character.target, source);
    case CharacterKind::kMark:
    case CharacterKind::kRemoved:
    case CharacterKind::kSequence:
      return;
  }
}

}  // namespace linkbert
