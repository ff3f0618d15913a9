#include "core/kernels/embedding.h"

#include "core/kernels/parallel.h"

namespace linkbert {

void EmbeddingSum(const EmbeddingRows (&tables)[3], const Matrix& output_NH) {
  const std::int64_t columns = output_NH.columns;
  ForRowBlocks(output_NH.rows, [&](std::int64_t, std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      const float* a = tables[0].table + tables[0].ids[row] * columns;
      const float* b = tables[1].table + tables[1].ids[row] * columns;
      const float* c = tables[2].table + tables[2].ids[row] * columns;
      float* output = output_NH.Row(row);
      for (std::int64_t i = 0; i < columns; ++i) output[i] = a[i] + b[i] + c[i];
    }
  });
}

void EmbeddingBackward(const std::int32_t* ids, std::int64_t skipped, const ConstMatrix& grad_NH, float* grad_table) {
  // Threads share columns, not rows: two rows may have the same id. 16 columns are one cache line.
  constexpr std::int64_t kLine = 16;
  const std::int64_t columns = grad_NH.columns, lines = (columns + kLine - 1) / kLine;
  at::parallel_for(0, lines, 4, [&](std::int64_t first, std::int64_t last) {
    const std::int64_t begin = first * kLine, end = std::min(columns, last * kLine);
    for (std::int64_t row = 0; row < grad_NH.rows; ++row) {
      if (ids[row] == skipped) continue;
      const float* from = grad_NH.Row(row);
      float* to = grad_table + ids[row] * columns;
      for (std::int64_t i = begin; i < end; ++i) to[i] += from[i];
    }
  });
}

}  // namespace linkbert
