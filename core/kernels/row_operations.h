// Element-wise operations on one row, which several kernels share. fp32, `columns` numbers each; pure, any thread.
#pragma once
#include <cstdint>

namespace linkbert {

void AddRow(const float* row, std::int64_t columns, float* sum);           // sum += row
void MultiplyRow(const float* factors, std::int64_t columns, float* row);  // row *= factors

}  // namespace linkbert
