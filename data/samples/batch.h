// Batch: one micro-batch as the model takes it: sequences concatenated without padding.
//
// Flow: PairSampler -> SampleBuilder -> [Batch] -> model. Plain vectors, no tensors; the model wraps them without
// copying. B sequences, N real tokens, M masked tokens (core/model/shapes.md).
#pragma once
#include <cstdint>
#include <vector>

namespace linkbert {

struct Batch {
  std::vector<std::int32_t> token_ids;       // [N] inputs, after masking
  std::vector<std::int32_t> token_type_ids;  // [N] 0 in [CLS] A [SEP], 1 in B [SEP]
  std::vector<std::int32_t> position_ids;    // [N] from 0 in every sequence
  std::vector<std::int32_t> cu_seqlens;      // [B+1] where each sequence begins; the last entry is N
  std::vector<std::uint64_t> sample_index;   // [B] keys dropout, so that dealing cannot change it
  std::vector<std::int32_t> masked_rows;     // [M] rows of the N tokens to predict, ascending
  std::vector<std::int32_t> masked_labels;   // [M] the original ids
  std::vector<std::int32_t> relation;        // [B] 0 contiguous, 1 random, 2 linked
  std::vector<std::int32_t> attended;        // [B] tokens that attention looks at, the first ones; empty: all

  std::int64_t tokens() const { return static_cast<std::int64_t>(token_ids.size()); }
  std::int64_t sequences() const { return static_cast<std::int64_t>(sample_index.size()); }
  std::int64_t masked() const { return static_cast<std::int64_t>(masked_rows.size()); }
};

}  // namespace linkbert
