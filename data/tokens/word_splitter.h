// WordSplitter: normalises text and cuts it into words, as Hugging Face's BertNormalizer and BertPreTokenizer do.
//
// Flow: text -> [WordSplitter] -> words -> PieceTrie (tokenizing) or word counts (training a vocabulary).
// Normalisation, each part where NormalizerOptions say so: controls dropped; ideographs set apart; text canonically
// decomposed and ordered and stripped of its non-spacing marks; lower-cased. Then words end at spaces, and every
// punctuation is a word of its own.
// ASCII words take a path without tables of Unicode. Immutable; Split is safe from any thread.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "data/tokens/ascii_run.h"
#include "data/tokens/character_table.h"

namespace linkbert {

// One normalised word and where its bytes come from. Valid during the callback only.
struct Word {
  static constexpr std::size_t kMaxCharacters = 100;  // Hugging Face's max_input_chars_per_word

  std::string_view text;  // normalised UTF-8, not empty; only the first 100 characters of an ASCII word that is longer
  std::size_t characters;
  std::uint32_t source_begin;  // byte offsets into the whole input, end exclusive
  std::uint32_t source_end;
  const std::uint32_t* begins;  // where each byte of `text` comes from; null: byte i is source_begin + i
  const std::uint32_t* ends;

  bool IsTooLong() const { return characters > kMaxCharacters; }
  std::uint32_t BeginOf(std::size_t byte) const {
    return begins ? begins[byte] : source_begin + static_cast<std::uint32_t>(byte);
  }
  // One past the last source byte of the character that byte `byte` belongs to.
  std::uint32_t EndOf(std::size_t byte) const {
    return ends ? ends[byte] : source_begin + static_cast<std::uint32_t>(byte) + 1;
  }
};

// The words of a stretch that is not plain ASCII; reused, so that a text costs few allocations.
struct WordBuffer {
  struct Span {
    std::size_t begin, end, characters;
  };
  std::string text;
  std::vector<std::uint32_t> begins, ends;
  std::vector<Span> words;
};

class WordSplitter {
 public:
  explicit WordSplitter(const NormalizerOptions& options);

  const NormalizerOptions& options() const { return options_; }

  // Calls sink(const Word&) for every word of text[begin, end), in order. What is outside of it has no influence.
  template <typename Sink>
  void Split(std::string_view text, std::size_t begin, std::size_t end, WordBuffer& buffer, Sink&& sink) const;

 private:
  // Fills `buffer` with the words from `at` on, up to where the ASCII path may take over; returns that place.
  std::size_t SplitStretch(std::string_view text, std::size_t at, WordBuffer& buffer) const;

  // Room for the characters that Word shows and what the last step writes behind them.
  using AsciiWord = std::array<char, Word::kMaxCharacters + 1 + AsciiRun::kBytes>;

  CharacterKind KindAt(std::string_view text, std::size_t at) const {
    return kinds_[static_cast<unsigned char>(text[at])];
  }
  // How many ASCII letters and digits stand at `at`; the first of them, normalised, into `word`.
  std::size_t ReadAsciiWord(std::string_view text, std::size_t at, AsciiWord& word) const {
    std::size_t size = 0;
    for (; at + size + AsciiRun::kBytes <= text.size();) {
      const AsciiRun run = ReadAsciiRun(text.data() + at + size, options_.lower_case);
      if (size <= Word::kMaxCharacters) std::memcpy(word.data() + size, &run.text, sizeof run.text);
      size += run.letters;
      if (run.letters < AsciiRun::kBytes) return size;
    }
    for (; at + size < text.size() && KindAt(text, at + size) == CharacterKind::kWord; ++size) {
      if (size <= Word::kMaxCharacters) word[size] = targets_[static_cast<unsigned char>(text[at + size])];
    }
    return size;
  }

  const CharacterTable* characters_;
  NormalizerOptions options_;
  std::array<CharacterKind, 256> kinds_;  // of bytes; kSequence for what is not ASCII
  std::array<char, 256> targets_;         // of those that are
};

template <typename Sink>
void WordSplitter::Split(std::string_view text, std::size_t begin, std::size_t end, WordBuffer& buffer,
                         Sink&& sink) const {
  text = text.substr(0, end);
  AsciiWord ascii;
  for (std::size_t at = begin; at < end;) {
    const CharacterKind first = KindAt(text, at);
    if (first == CharacterKind::kSpace || first == CharacterKind::kRemoved) {
      ++at;
      continue;
    }
    const std::size_t size = first == CharacterKind::kWord ? ReadAsciiWord(text, at, ascii) : 1;
    if (first == CharacterKind::kPunctuation) ascii[0] = text[at];
    const bool follows = first != CharacterKind::kPunctuation && at + size < end;
    const CharacterKind next = follows ? KindAt(text, at + size) : CharacterKind::kSpace;
    if (first != CharacterKind::kSequence && (next == CharacterKind::kSpace || next == CharacterKind::kPunctuation)) {
      const auto source = static_cast<std::uint32_t>(at);
      sink(Word{{ascii.data(), std::min(size, Word::kMaxCharacters + 1)},
                size,
                source,
                source + static_cast<std::uint32_t>(size),
                nullptr,
                nullptr});
      at += size;
      continue;
    }
    at = SplitStretch(text, at, buffer);
    for (const WordBuffer::Span& word : buffer.words) {
      sink(Word{std::string_view(buffer.text).substr(word.begin, word.end - word.begin), word.characters,
                buffer.begins[word.begin], buffer.ends[word.end - 1], &buffer.begins[word.begin],
                &buffer.ends[word.begin]});
    }
  }
}

}  // namespace linkbert
