// TextFeatures: one or two texts as the model's input, [CLS] A [SEP] or [CLS] A [SEP] B [SEP].
//
// Flow: example's text -> [BuildTextFeatures] -> TextFeatures -> AppendSequence -> Batch. Pure; safe from any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/samples/batch.h"
#include "data/tokens/wordpiece.h"

namespace linkbert {

struct TextFeatures {
  std::vector<std::int32_t> token_ids;
  std::int32_t second_begin;  // token type 0 before this place, 1 from it
};

// How many pieces of two texts stay where both may have `budget` together: the longer one is cut, from the right, until
// both are equally long, then both are; Hugging Face's "longest_first" (tokenizers 0.10.3).
struct TextLengths {
  std::size_t first;
  std::size_t second;
  bool operator==(const TextLengths&) const = default;
};
TextLengths TruncateLongestFirst(TextLengths lengths, std::size_t budget);

// Of texts that are tokenised already; second may be null. max_length: tokens, special ones included; at least 8.
TextFeatures JoinTexts(const Vocabulary& vocabulary, const Encoding& first, const Encoding* second,
                       std::int64_t max_length);

TextFeatures BuildTextFeatures(const WordPieceTokenizer& tokenizer, const std::string& first,
                               const std::optional<std::string>& second, std::int64_t max_length);

// Adds one sequence, of token type 0 before second_begin and 1 from it; sample_index keys its dropout.
void AppendTokens(std::span<const std::int32_t> token_ids, std::int32_t second_begin, std::uint64_t sample_index,
                  Batch& batch);
void AppendSequence(const TextFeatures& features, std::uint64_t sample_index, Batch& batch);

}  // namespace linkbert
