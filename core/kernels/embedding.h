// Table look-ups for packed rows, and their gradient: scattered sums that do not depend on the thread count.
#pragma once
#include <cstdint>

#include "core/kernels/gemm.h"

namespace linkbert {

// output_NH[r] = sum over the tables of table[ids[r]].
struct EmbeddingRows {
  const float* table;       // [entries, H]
  const std::int32_t* ids;  // [N], each in [0, entries)
};
void EmbeddingSum(const EmbeddingRows (&tables)[3], const Matrix& output_NH);

// grad_table[ids[r]] += grad_NH[r], rows with ids[r] == skipped left out (-1: none is).
void EmbeddingBackward(const std::int32_t* ids, std::int64_t skipped, const ConstMatrix& grad_NH, float* grad_table);

}  // namespace linkbert
