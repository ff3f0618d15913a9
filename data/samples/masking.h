// Masker: chooses the tokens a sample has to predict and hides them.
//
// Flow: SampleBuilder -> [Masker] -> Sample. The count is k = max(1, round(rate * maskable)), drawn without
// replacement; special pieces ([UNK] included) are neither masked nor drawn as random replacements. Of the k,
// mask_share become [MASK], random_share a uniform random piece, the rest stay. Strategies: `token` masks exactly k;
// `whole_word` takes words ("##" pieces with the piece they continue) in random order, passing over those that no
// longer fit k; `span` takes spans of whole words, lengths geometric (p = 0.2, at most 10), each hidden in one way
// (after SpanBERT, Joshi et al. 2020). Where not one word fits k, its first k pieces are taken. Never more than k. Pure
// in (seed, index, tokens); immutable; safe from any thread.
#pragma once
#include <cstdint>
#include <vector>

#include "base/philox.h"
#include "data/samples/sample_options.h"
#include "data/tokens/vocabulary.h"

namespace linkbert {

struct Masking {
  std::vector<std::int32_t> positions;  // [M] places in the input, ascending
  std::vector<std::int32_t> labels;     // [M] the original ids
};

class Masker {
 public:
  Masker(const Vocabulary& vocabulary, const SampleOptions& options);

  // token_ids: one whole input, changed in place.
  Masking Apply(std::uint64_t index, std::vector<std::int32_t>& token_ids) const;

  // k for so many maskable tokens; also the most an input of that many tokens can have, whatever they are.
  std::int64_t Count(std::int64_t maskable) const;

 private:
  // Consecutive positions that are masked together.
  struct Unit {
    std::int32_t begin;
    std::int32_t size;
  };
  // A masked position, and the place that draws how it is hidden (shared by a span).
  struct Choice {
    std::int32_t position;
    std::int32_t group;
  };
  std::vector<Unit> Units(const std::vector<std::int32_t>& token_ids) const;
  std::vector<Choice> ChooseUnits(const RandomSequence& draws, std::vector<Unit> units, std::int64_t count) const;
  std::vector<Choice> ChooseSpans(const RandomSequence& draws, const std::vector<Unit>& words,
                                  std::int64_t count) const;
  std::int32_t Hidden(const RandomSequence& draws, std::int32_t group, std::int32_t position, std::int32_t token) const;

  std::uint64_t seed_;
  double rate_;
  MaskingStrategy strategy_;
  double mask_share_;
  double random_share_;
  std::int32_t mask_id_;
  std::vector<char> is_special_;            // [V]
  std::vector<char> is_continuation_;       // [V]
  std::vector<std::int32_t> replacements_;  // ids that are not special
};

}  // namespace linkbert
