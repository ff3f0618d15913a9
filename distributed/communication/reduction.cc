#include "distributed/communication/reduction.h"

#include "base/bfloat16.h"
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

void Combine(void* into, const void* first, const void* second, std::size_t count, DType type,
             ReduceOperation operation) {
  switch (type) {
    case DType::kFloat32:
      return CombineAs<float>(into, first, second, count, operation);
    case DType::kFloat64:
      return CombineAs<double>(into, first, second, count, operation);
    case DType::kInt64:
      return CombineAs<std::int64_t>(into, first, second, count, operation);
    case DType::kUint8:
      return CombineAs<std::uint8_t>(into, first, second, count, operation);
    case DType::kBFloat16:
      break;
  }
  LB_UNREACHABLE("no reduction of data type {}", static_cast<int>(type));
}

void WidenBFloat16(const void* from, float* to, std::size_t count) {
  const auto* const values = static_cast<const std::uint16_t*>(from);
  for (std::size_t i = 0; i < count; ++i) to[i] = WidenBFloat16(values[i]);
}

void NarrowToBFloat16(const float* from, void* to, std::size_t count) {
  auto* const values = static_cast<std::uint16_t*>(to);
  for (std::size_t i = 0; i < count; ++i) values[i] = RoundToBFloat16(from[i]);
}

}  // namespace linkbert
