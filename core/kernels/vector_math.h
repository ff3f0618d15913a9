// exp, erf and tanh as short branch-free arithmetic, so that loops over them vectorise; single precision.
//
// Errors against double precision (tests/core/kernels/vector_math_test.cc): Exp 2e-7 and Erf 4e-7 relative, Tanh 3e-7
// absolute: near zero it is not accurate relative to its result, and the tanh form of GELU only needs 1 + tanh.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>

#include "core/kernels/simd.h"

namespace linkbert {

// e^x; arguments are clamped to [-87, 88], where single precision begins and ends.
LB_INLINE float Exp(float x) {
  x = x < -87.0F ? -87.0F : x;
  x = x > 88.0F ? 88.0F : x;
  // Adding 1.5 * 2^23 leaves round(x / ln 2) in the low bits; ln 2 is split in two so that r is exact.
  const float shifted = x * 1.44269504F + 12582912.0F;
  const float n = shifted - 12582912.0F;
  const float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
  // Chebyshev fit of (e^r - 1 - r) / r^2 on |r| <= ln 2 / 2; the fit itself is exact to 1.1e-8.
  float q = 0.00139336521F;
  q = q * r + 0.00836318173F;
  q = q * r + 0.0416664667F;
  q = q * r + 0.166665763F;
  q = q * r + 0.5F;
  const float p = 1.0F + (r + r * r * q);
  const std::uint32_t exponent = (std::bit_cast<std::uint32_t>(shifted) + 127U) << 23;
  return p * std::bit_cast<float>(exponent);
}

// x P(x^2) / Q(x^2), fitted by iteratively reweighted least squares to erf(x) / x on |x| <= 4, beyond which erf is 1 in
// single precision; the fit itself is exact to 6.6e-8.
LB_INLINE float Erf(float x) {
  x = x < -4.0F ? -4.0F : x;
  x = x > 4.0F ? 4.0F : x;
  const float z = x * x;
  float p = 1.91072242e-8F;
  p = p * z - 1.94171957e-6F;
  p = p * z + 1.47206971e-4F;
  p = p * z + 0.00398782268F;
  p = p * z + 0.0515164286F;
  p = p * z + 0.207065418F;
  p = p * z + 1.12837911F;
  float q = 0.00102040311F;
  q = q * z + 0.0149526186F;
  q = q * z + 0.11794553F;
  q = q * z + 0.516838193F;
  q = q * z + 1.0F;
  return x * p / q;
}

LB_INLINE float Tanh(float x) { return 1.0F - 2.0F / (Exp(2.0F * x) + 1.0F); }

LB_INLINE float Sigmoid(float x) { return 1.0F / (1.0F + Exp(-x)); }

}  // namespace linkbert
