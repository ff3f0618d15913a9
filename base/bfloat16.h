// bf16: the upper half of fp32. Rounding is to nearest, ties to even, and what is not a number stays so.
#pragma once
#include <bit>
#include <cstdint>

namespace linkbert {

inline float WidenBFloat16(std::uint16_t value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16);
}

inline std::uint16_t RoundToBFloat16(float value) {
  const auto word = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t rounded = (word + 0x7FFFU + ((word >> 16) & 1U)) >> 16;
  const std::uint32_t quiet_nan = (word >> 16) | 0x40U;
  return static_cast<std::uint16_t>((word & 0x7FFFFFFFU) > 0x7F800000U ? quiet_nan : rounded);
}

}  // namespace linkbert
