#include "core/weight_files/stored_tensor.h"

#include <bit>
#include <cstring>

#include "base/error.h"

namespace linkbert {
namespace {

static_assert(std::endian::native == std::endian::little, "data is read in place");

float HalfToFloat(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1Fu;
  const std::uint32_t mantissa = half & 0x3FFu;
  if (exponent == 0) {  // zero and subnormal: mantissa * 2^-24
    const float value = static_cast<float>(mantissa) * 0x1.0p-24f;
    return sign != 0 ? -value : value;
  }
  const std::uint32_t wide = exponent == 31 ? 0x7F800000u : (exponent + 112) << 23;
  return std::bit_cast<float>(sign | wide | (mantissa << 13));
}

float BrainToFloat(std::uint16_t value) { return std::bit_cast<float>(std::uint32_t{value} << 16); }

// Calls visit(place in the file's order) for every element in row-major order.
template <typename Visit>
void VisitPlaces(const StoredTensor& tensor, std::size_t elements, Visit visit) {
  if (tensor.strides.empty()) {
    for (std::size_t i = 0; i < elements; ++i) visit(i);
    return;
  }
  std::vector<std::int64_t> index(tensor.shape.size(), 0);
  std::int64_t place = 0;
  for (std::size_t i = 0; i < elements; ++i) {
    visit(static_cast<std::size_t>(place));
    for (std::size_t d = index.size(); d-- > 0;) {
      place += tensor.strides[d];
      if (++index[d] < tensor.shape[d]) break;
      place -= tensor.strides[d] * tensor.shape[d];
      index[d] = 0;
    }
  }
}

// One element after the other; memcpy since the file may not be aligned.
template <typename T, typename Convert>
void ConvertElements(const StoredTensor& tensor, std::span<float> out, Convert convert) {
  float* to = out.data();
  VisitPlaces(tensor, out.size(), [&](std::size_t place) {
    T element;
    std::memcpy(&element, tensor.data.data() + place * sizeof(T), sizeof(T));
    *to++ = convert(element);
  });
}

}  // namespace

std::int64_t StoredTensor::elements() const {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) count *= size;
  return count;
}

void ReadFloats(const StoredTensor& tensor, const std::string& where, std::span<float> out) {
  LB_CHECK(out.size() == static_cast<std::size_t>(tensor.elements()), "{}", tensor.name);
  if (tensor.dtype == "F32" && tensor.strides.empty()) {
    if (!out.empty()) std::memcpy(out.data(), tensor.data.data(), out.size_bytes());
  } else if (tensor.dtype == "F32") {
    ConvertElements<float>(tensor, out, [](float value) { return value; });
  } else if (tensor.dtype == "F64") {
    ConvertElements<double>(tensor, out, [](double value) { return static_cast<float>(value); });
  } else if (tensor.dtype == "F16") {
    ConvertElements<std::uint16_t>(tensor, out, HalfToFloat);
  } else if (tensor.dtype == "BF16") {
    ConvertElements<std::uint16_t>(tensor, out, BrainToFloat);
  } else {
    throw Fail(ErrorCode::kInput, "{}: tensor \"{}\" has type {}, wanted F32, F64, F16 or BF16.", where, tensor.name,
               tensor.dtype);
  }
}

}  // namespace linkbert
