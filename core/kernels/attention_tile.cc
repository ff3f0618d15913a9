#include "core/kernels/attention_tile.h"

#include <cmath>

#include "core/kernels/simd.h"

namespace linkbert::internal {
namespace {

// copy[r, c] = (source[r, c] + bias[c]) * scale
LB_SIMD void CopyRows(const float* source, std::int64_t stride, const float* bias, float scale, const Matrix& copy) {
  for (std::int64_t r = 0; r < copy.rows; ++r) {
    const float* from = source + r * stride;
    float* to = copy.data + r * copy.stride;
#pragma omp simd
    for (std::int64_t c = 0; c < copy.columns; ++c) to[c] = (from[c] + bias[c]) * scale;
  }
}

}  // namespace

AttentionTile::AttentionTile(const AttentionInput& input, const PackedRows& rows)
    : input_(input),
      rows_(rows),
      head_dim_(input.shape.head_dim),
      scale_(1.0F / std::sqrt(static_cast<float>(input.shape.head_dim))) {
  const auto elements = static_cast<std::size_t>(rows.longest() * head_dim_);
  query_.resize(elements);
  key_.resize(elements);
  value_.resize(elements);
  factors_.resize(static_cast<std::size_t>(Dropout::Capacity(rows.longest())));
}

void AttentionTile::Load(std::int64_t sequence, std::int64_t head) {
  sequence_ = sequence;
  head_ = head;
  begin_ = rows_.Begin(sequence);
  length_ = rows_.Length(sequence);
  keys_ = rows_.Attended(sequence);
  const std::int64_t column = head * head_dim_, hidden = input_.shape.hidden();
  const std::int64_t stride = input_.projections_N3H.stride;
  const float* first = input_.projections_N3H.Row(begin_) + column;
  CopyRows(first, stride, input_.bias.query_H + column, scale_, Query());
  CopyRows(first + hidden, stride, input_.bias.key_H + column, 1.0F, Key());
  CopyRows(first + 2 * hidden, stride, input_.bias.value_H + column, 1.0F, Value());
}

void AttentionTile::Scores(std::int64_t first, const Matrix& scores) {
  Gemm(Query().Rows(first, first + scores.rows), ConstMatrix(Key()).Transposed(), Store::kOverwrite, scores);
}

const float* AttentionTile::Factors(std::int64_t query) {
  const Dropout& dropout = input_.dropout[static_cast<std::size_t>(head_)];
  if (!dropout.active()) return nullptr;
  dropout.Factors(rows_.Sample(sequence_), static_cast<std::uint32_t>(query), length_, factors_.data());
  return factors_.data();
}

}  // namespace linkbert::internal
