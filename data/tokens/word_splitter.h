// WordSplitter: normalises text and cuts it into words, as Hugging Face's BertNormalizer and BertPreTokenizer do.
//
// Flow: text -> [WordSplitter] -> words -> PieceTrie (tokenizing) or word counts (training a vocabulary).
// Normalisation: controls dropped, ideographs set apart; uncased text also canonically decomposed and ordered, stripped
// of its non-spacing marks and lower-cased. Then words end at spaces, and every punctuation is a word of its own.
// ASCII words take a path without tables of Unicode. Immutable; Split is safe from any thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
  explicit WordSplitter(bool lower_case);

  // Calls sink(const Word&) for every word of text[begin, end), in order. What is outside of it has no influence.
  template <typename Sink>
  void Split(std::string_view text, std::size_t begin, std::size_t end, WordBuffer& buffer, Sink&& sink) const;

 private:
  // Fills `buffer` with the words from `at` on, up to where the ASCII path may take over; returns that place.
  std::size_t SplitStretch(std::string_view text, std::size_t at, WordBuffer& buffer) const;

  const CharacterTable* characters_;
  std::array<CharacterKind, 256> kinds_;  // of bytes; kSequence for what is not ASCII
  std::array<char, 256> targets_;
};

template <typename Sink>
void WordSplitter::Split(std::string_view text, std::size_t begin, std::size_t end, WordBuffer& buffer,
                         Sink&& sink) const {
  text = text.substr(0, end);
  char ascii[Word::kMaxCharacters + 1];
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t at = begin; at < end;) {
    const CharacterKind first = kinds_[byte(at)];
    if (first == CharacterKind::kSpace || first == CharacterKind::kRemoved) {
      ++at;
      continue;
    }
    std::size_t size = 0;
    do {
      if (size <= Word::kMaxCharacters) ascii[size] = targets_[byte(at + size)];
      ++size;
    } while (first == CharacterKind::kWord && at + size < end && kinds_[byte(at + size)] == CharacterKind::kWord);
    const bool follows = first != CharacterKind::kPunctuation && at + size < end;
    const CharacterKind next = follows ? kinds_[byte(at + size)] : CharacterKind::kSpace;
    if (first != CharacterKind::kSequence && (next == CharacterKind::kSpace || next == CharacterKind::kPunctuation)) {
      const auto source = static_cast<std::uint32_t>(at);
      sink(Word{{ascii, size < sizeof ascii ? size : sizeof ascii},
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
