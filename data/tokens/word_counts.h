// WordCounts: how often each normalised word occurs in some texts, the input of training a vocabulary.
//
// Flow: texts -> [WordCounts] -> TrainVocabulary. Words are those the tokenizer sees (WordSplitter); words of more than
// 100 characters are left out, for the tokenizer never looks into them. Counts only add up, so texts may be counted in
// any order and in parts: Merge is commutative. One object belongs to one thread at a time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/hash.h"
#include "data/tokens/word_splitter.h"

namespace linkbert {

class WordCounts {
 public:
  explicit WordCounts(const NormalizerOptions& options) : splitter_(options) {}

  void AddText(std::string_view text);
  void AddWord(std::string_view word, std::uint64_t count);
  void Merge(const WordCounts& other);

  const NormalizerOptions& normalizer() const { return splitter_.options(); }
  // Distinct words.
  std::size_t size() const { return counts_.size(); }
  // 0 for a word that did not occur.
  std::uint64_t Count(std::string_view word) const;

  struct Hash {
    using is_transparent = void;  // so that looking a word up needs no std::string
    std::size_t operator()(std::string_view word) const { return Hash64(word); }
  };
  using Map = std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>>;
  const Map& map() const { return counts_; }

 private:
  WordSplitter splitter_;
  WordBuffer buffer_;
  Map counts_;
};

// Gives the next text; false behind the last.
using TextSource = std::function<bool(std::string& text)>;

// Counts the words of all texts with `threads` threads; the result does not depend on their number.
WordCounts CountWords(const TextSource& next_text, const NormalizerOptions& options, int threads);

}  // namespace linkbert
