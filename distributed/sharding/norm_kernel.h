// The sum of squares behind the gradient norm: fp64, in an order that depends on the length alone.
//
// Pure; the same bits on every instruction set, as adam_kernel.h.
#pragma once
#include <cstdint>

namespace linkbert {

// values: [elements] fp32. The squares are exact in fp64; only their sum is rounded.
double SumOfSquares(const float* values, std::int64_t elements);

}  // namespace linkbert
