// Standard normal numbers as pure functions of (seed, stream, index, place), as base/philox.h gives uniform ones.
// Pure; any thread.
#pragma once
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include "base/philox.h"

namespace linkbert {

// Numbers 4 * draw to 4 * draw + 3 of a sequence, by Box and Muller's transform.
inline std::array<double, 4> NormalDraws(const RandomSequence& sequence, std::uint32_t draw) {
  const PhiloxWords words = sequence.Words(draw);
  std::array<double, 4> result{};
  for (std::size_t pair = 0; pair < 2; ++pair) {
    const double radius = std::sqrt(-2.0 * std::log((words[2 * pair] + 0.5) * 0x1.0p-32));
    const double angle = 2.0 * std::numbers::pi * (words[2 * pair + 1] * 0x1.0p-32);
    result[2 * pair] = radius * std::cos(angle);
    result[2 * pair + 1] = radius * std::sin(angle);
  }
  return result;
}

}  // namespace linkbert
