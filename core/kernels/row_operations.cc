#include "core/kernels/row_operations.h"

#include "core/kernels/simd.h"

namespace linkbert {

LB_SIMD void AddRow(const float* row, std::int64_t columns, float* sum) {
  for (std::int64_t c = 0; c < columns; ++c) sum[c] += row[c];
}

LB_SIMD void MultiplyRow(const float* factors, std::int64_t columns, float* row) {
  for (std::int64_t c = 0; c < columns; ++c) row[c] *= factors[c];
}

}  // namespace linkbert
