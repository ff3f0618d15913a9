// Element-wise reductions on host buffers, for the back ends that add by themselves (threads, MPI).
//
// bf16 has no reduction here: sums of it are taken in fp32 and rounded once, so callers convert first.
// Pure but for the arrays written; buffers need not be aligned beyond their element.
#pragma once
#include <cstddef>
#include <cstdint>

#include "distributed/communication/communicator.h"

namespace linkbert {

// into[i] = first[i] (operation) second[i], i in [0, count). into may be first or second. Throws for kBFloat16.
void Combine(void* into, const void* first, const void* second, std::size_t count, DType type,
             ReduceOperation operation);

// bf16 is the upper half of fp32; rounding is to nearest, ties to even, and NaN stays NaN.
void WidenBFloat16(const void* from, float* to, std::size_t count);
void NarrowToBFloat16(const float* from, void* to, std::size_t count);

}  // namespace linkbert
