// WordPiece tokenization exactly as Hugging Face's fast BERT tokenizer does it, with every option of its normaliser,
// with offsets.
//
// Flow: document text -> [WordPieceTokenizer] -> piece ids -> shards. The contract is Hugging Face's behaviour, its
// Unicode tables included (LinkBERT was trained with it), not Google's original; docs/formats.md lists the differences.
// Thread rule: Vocabulary and WordPieceTokenizer are immutable after construction; Encode is safe from any thread.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/tokens/normalizer_options.h"
#include "data/tokens/vocabulary.h"

namespace linkbert {

struct TokenizerOptions {
  NormalizerOptions normalizer = {};
  // A literal "[SEP]" or another special added token in the text becomes that token (Hugging Face's default).
  bool split_special = true;
};

// The pieces of one text. begin/end are byte offsets into the UTF-8 input, end exclusive.
struct Encoding {
  std::vector<std::int32_t> ids;
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> end;
  void Clear() { ids.clear(), begin.clear(), end.clear(); }
};

class WordPieceTokenizer {
 public:
  // The vocabulary must outlive the tokenizer.
  WordPieceTokenizer(const Vocabulary& vocabulary, const TokenizerOptions& options);
  ~WordPieceTokenizer();
  WordPieceTokenizer(WordPieceTokenizer&&) noexcept;

  // Replaces the content of `out`. No [CLS] or [SEP]. Invalid UTF-8 bytes are each read as U+FFFD.
  void Encode(std::string_view text, Encoding& out) const;

  const Vocabulary& vocabulary() const;
  const TokenizerOptions& options() const;

 private:
  class Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace linkbert
