#include "distributed/communication/reduction.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/error.h"

namespace linkbert {
namespace {

std::uint16_t Narrowed(float value) {
  std::uint16_t bits = 0;
  NarrowToBFloat16(&value, &bits, 1);
  return bits;
}

float Widened(std::uint16_t bits) {
  float value = 0;
  WidenBFloat16(&bits, &value, 1);
  return value;
}

TEST(BFloat16, EveryValueSurvivesTheRoundTrip) {
  for (std::uint32_t bits = 0; bits < 65536; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float wide = Widened(half);
    if (std::isnan(wide)) {
      EXPECT_TRUE(std::isnan(Widened(Narrowed(wide))));
    } else {
      ASSERT_EQ(Narrowed(wide), half);
    }
  }
}

// The slow model: the nearer neighbour, and the one with an even last bit halfway.
TEST(BFloat16, RoundsToNearestTiesToEven) {
  for (std::uint32_t upper = 0x3F00; upper < 0x3F80; ++upper) {
    for (const std::uint32_t lower : {0U, 1U, 0x7FFFU, 0x8000U, 0x8001U, 0xFFFFU}) {
      const bool up = lower > 0x8000 || (lower == 0x8000 && upper % 2 == 1);
      ASSERT_EQ(Narrowed(std::bit_cast<float>((upper << 16) | lower)), upper + (up ? 1 : 0)) << upper << ' ' << lower;
    }
  }
  EXPECT_EQ(Narrowed(std::numeric_limits<float>::max()), 0x7F80);  // beyond the largest bf16: infinity
}

TEST(Combine, ReducesInPlaceAndApart) {
  const std::array<float, 3> a{1, -2, 3};
  std::array<float, 3> b{10, -20, 0.5};
  std::array<float, 3> out{};
  Combine(out.data(), a.data(), b.data(), 3, DType::kFloat32, ReduceOperation::kMax);
  EXPECT_EQ(out, (std::array<float, 3>{10, -2, 3}));
  Combine(b.data(), a.data(), b.data(), 3, DType::kFloat32, ReduceOperation::kSum);
  EXPECT_EQ(b, (std::array<float, 3>{11, -22, 3.5}));
}

TEST(Combine, RefusesBFloat16) {
  std::uint16_t value = 0;
  EXPECT_THROW(Combine(&value, &value, &value, 1, DType::kBFloat16, ReduceOperation::kSum), Error);
}

}  // namespace
}  // namespace linkbert
