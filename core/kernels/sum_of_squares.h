// The sum of squares behind the norms of gradients, parameters and updates: fp64, in an order that depends on the
// length alone.
//
// Pure; the same bits on every instruction set, as optimizer_update.h.
#pragma once
#include <cstdint>

namespace linkbert {

// values: [elements] fp32. The squares are exact in fp64; only their sum is rounded.
double SumOfSquares(const float* values, std::int64_t elements);

}  // namespace linkbert
