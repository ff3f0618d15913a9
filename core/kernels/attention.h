// Self-attention within every sequence of a packed batch, forward and backward, with dropout. Every row is a query;
// keys and values are all rows of its sequence, or the first PackedRows::Attended of them.
//
// One work item is a (sequence, head); its scores exist only a block of queries at a time, and the backward pass
// computes them again from the saved log-sum-exp, so memory grows with N, not with the square of lengths.
// N rows, H = A * D columns, A heads. LibTorch's CPU attention refuses dropout > 0, hence this kernel; at dropout 0 the
// two agree (tests/core/kernels/attention_test.cc). Results do not depend on the thread count.
#pragma once
#include <cstdint>
#include <vector>

#include "core/kernels/dropout.h"
#include "core/kernels/gemm.h"
#include "core/kernels/packed_rows.h"

namespace linkbert {

struct AttentionShape {
  std::int64_t heads;
  std::int64_t head_dim;
  std::int64_t hidden() const { return heads * head_dim; }
};

// Biases of the three projections, [H] each.
struct AttentionBias {
  const float* query_H;
  const float* key_H;
  const float* value_H;
};

struct AttentionInput {
  AttentionShape shape;
  AttentionBias bias;
  ConstMatrix projections_N3H;   // query | key | value, without biases
  std::vector<Dropout> dropout;  // [A], of the attention weights
};

// context_NH = softmax(q k^T / sqrt(D)) v; log_sum_NA is kept for the backward pass.
void AttentionForward(const AttentionInput& input, const PackedRows& rows, const Matrix& context_NH, float* log_sum_NA);

struct AttentionGradients {
  ConstMatrix grad_context_NH;
  Matrix grad_projections_N3H;  // overwritten
  float* grad_query_bias_H;     // added to, as the two below
  float* grad_key_bias_H;
  float* grad_value_bias_H;
};

void AttentionBackward(const AttentionInput& input, const PackedRows& rows, const float* log_sum_NA,
                       const AttentionGradients& gradients);

}  // namespace linkbert
