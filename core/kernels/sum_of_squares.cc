#include "core/kernels/sum_of_squares.h"

#include <array>
#include <cstddef>

#include "core/kernels/simd.h"

namespace linkbert {

LB_SIMD double SumOfSquares(const float* values, std::int64_t elements) {
  // Sixteen sums side by side: the order is the same however many of them one instruction holds.
  constexpr std::int64_t kLanes = 16;
  std::array<double, kLanes> lanes{};
  std::int64_t i = 0;
  for (; i + kLanes <= elements; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      const double value = values[i + lane];
      lanes[static_cast<std::size_t>(lane)] += value * value;
    }
  }
  double sum = 0;
  for (; i < elements; ++i) sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  for (const double lane : lanes) sum += lane;
  return sum;
}

}  // namespace linkbert
