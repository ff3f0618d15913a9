#include "distributed/communication/reduction.h"

#include <bit>
#include <cmath>

#include "base/error.h"

namespace linkbert {
namespace {

template <typename T>
void CombineAs(void* into, const void* first, const void* second, std::size_t count, ReduceOperation operation) {
  T* const out = static_cast<T*>(into);
  const T* const a = static_cast<const T*>(first);
  const T* const b = static_cast<const T*>(second);
  // ivdep: the buffers are apart or the same, never shifted; without it the case "same" is not vectorised.
  if (operation == ReduceOperation::kSum) {
#pragma GCC ivdep
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<T>(a[i] + b[i]);
  } else {
#pragma GCC ivdep
    for (std::size_t i = 0; i < count; ++i) out[i] = a[i] < b[i] ? b[i] : a[i];
  }
}

}  // namespace

void Combine(void* into, const void* first, const void* second, std::size_t count, DataType type,
             ReduceOperation operation) {
  switch (type) {
    case DataType::kFloat32:
      return CombineAs<float>(into, first, second, count, operation);
    case DataType::kFloat64:
      return CombineAs<double>(into, first, second, count, operation);
    case DataType::kInt64:
      return CombineAs<std::int64_t>(into, first, second, count, operation);
    case DataType::kUint8:
      return CombineAs<std::uint8_t>(into, first, second, count, operation);
    case DataType::kBFloat16:
      break;
  }
  LB_UNREACHABLE("no reduction of data type {}", static_cast<int>(type));
}

void WidenBFloat16(const void* from, float* to, std::size_t count) {
  const auto* const bits = static_cast<const std::uint16_t*>(from);
  for (std::size_t i = 0; i < count; ++i) to[i] = std::bit_cast<float>(static_cast<std::uint32_t>(bits[i]) << 16);
}

void NarrowToBFloat16(const float* from, void* to, std::size_t count) {
  auto* const bits = static_cast<std::uint16_t*>(to);
  for (std::size_t i = 0; i < count; ++i) {
    const auto word = std::bit_cast<std::uint32_t>(from[i]);
    const std::uint32_t rounded = (word + 0x7FFFU + ((word >> 16) & 1U)) >> 16;
    const std::uint32_t quiet_nan = (word >> 16) | 0x40U;
    bits[i] = static_cast<std::uint16_t>(std::isnan(from[i]) ? quiet_nan : rounded);
  }
}

}  // namespace linkbert
