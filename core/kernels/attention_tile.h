// What the forward and the backward pass of attention share: one (sequence, head) copied into contiguous memory.
//
// Internal to core/kernels/attention_*.cc. L tokens of the sequence, K of them keys and values, D head dimension.
#pragma once
#include <cstdint>
#include <vector>

#include "core/kernels/attention.h"

namespace linkbert::internal {

inline constexpr std::int64_t kQueryBlock = 64;  // 64 x 512 scores are 128 KiB: two such blocks stay in the L2 cache

// Memory of one worker, for sequences up to `longest`.
class AttentionTile {
 public:
  AttentionTile(const AttentionInput& input, const PackedRows& rows);

  // Copies q / sqrt(D), k and v of this item, biases added.
  void Load(std::int64_t sequence, std::int64_t head);

  std::int64_t length() const { return length_; }
  std::int64_t keys() const { return keys_; }  // K <= L, the first ones
  std::int64_t begin() const { return begin_; }
  std::int64_t head() const { return head_; }
  float scale() const { return scale_; }  // 1 / sqrt(D)
  Matrix Query() { return {query_.data(), length_, head_dim_}; }
  Matrix Key() { return {key_.data(), keys_, head_dim_}; }
  Matrix Value() { return {value_.data(), keys_, head_dim_}; }

  // scores[i, j] = q_(first + i) k_j for a block of queries and all keys.
  void Scores(std::int64_t first, const Matrix& scores);
  // Dropout factors of one query's weights, or null where nothing is dropped.
  const float* Factors(std::int64_t query);

 private:
  const AttentionInput& input_;
  const PackedRows& rows_;
  std::int64_t head_dim_, sequence_ = 0, length_ = 0, keys_ = 0, begin_ = 0, head_ = 0;
  float scale_;
  std::vector<float> query_, key_, value_, factors_;
};

}  // namespace linkbert::internal
