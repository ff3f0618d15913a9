#include "core/kernels/dropout.h"

#include <cmath>

#include "base/error.h"
#include "base/philox.h"
#include "core/kernels/parallel.h"
#include "core/kernels/row_operations.h"
#include "core/kernels/simd.h"

namespace linkbert {
namespace {

constexpr int kLanes = 16;
using Words = std::uint32_t __attribute__((vector_size(4 * kLanes)));
using Longs = std::uint64_t __attribute__((vector_size(4 * kLanes)));

// The two halves of the 64-bit products of 16 words with one; even and odd lanes are multiplied apart.
LB_INLINE void Multiply(const Words& a, std::uint32_t m, Words& high, Words& low) {
  const Longs longs = reinterpret_cast<Longs>(a);
  const Longs even = (longs & 0xFFFFFFFFU) * std::uint64_t{m};
  const Longs odd = (longs >> 32) * std::uint64_t{m};
  low = reinterpret_cast<Words>((even & 0xFFFFFFFFU) | (odd << 32));
  high = reinterpret_cast<Words>((even >> 32) | (odd & 0xFFFFFFFF00000000U));
}

struct Counters {
  std::uint64_t key;
  std::uint64_t sample;
  std::uint32_t first_draw;
};

// base/philox.h for 16 draws at a time: group g, lane i holds draw first_draw + 16 g + i. Element 128 g + 32 w + 16 h +
// i is decided by half h of word w of that draw.
LB_SIMD void FillFactors(const Counters& at, std::int64_t groups, std::uint32_t threshold, float scale, float* out) {
  for (std::int64_t group = 0; group < groups; ++group) {
    Words c0 = {}, c1 = {}, c2 = {}, c3 = {};
    for (std::uint32_t i = 0; i < kLanes; ++i) c3[i] = i;
    c0 += static_cast<std::uint32_t>(at.sample);
    c1 += static_cast<std::uint32_t>(at.sample >> 32);
    c2 += static_cast<std::uint32_t>(RandomStream::kDropout);
    c3 += at.first_draw + static_cast<std::uint32_t>(group) * kLanes;
    std::uint32_t key0 = static_cast<std::uint32_t>(at.key), key1 = static_cast<std::uint32_t>(at.key >> 32);
    for (int round = 0; round < 10; ++round) {
      Words high0, low0, high1, low1;
      Multiply(c0, 0xD2511F53U, high0, low0);
      Multiply(c2, 0xCD9E8D57U, high1, low1);
      c0 = high1 ^ c1 ^ key0, c1 = low1, c2 = high0 ^ c3 ^ key1, c3 = low0;
      key0 += 0x9E3779B9U, key1 += 0xBB67AE85U;
    }
    const Words words[4] = {c0, c1, c2, c3};
    for (int w = 0; w < 4; ++w, out += 2 * kLanes) {
      for (int i = 0; i < kLanes; ++i) out[i] = (words[w][i] & 0xFFFFU) < threshold ? 0.0F : scale;
      for (int i = 0; i < kLanes; ++i) out[kLanes + i] = (words[w][i] >> 16) < threshold ? 0.0F : scale;
    }
  }
}

}  // namespace

Dropout::Dropout(double probability, std::uint64_t seed, const DropoutSite& site) {
  LB_CHECK(probability >= 0.0 && probability < 1.0, "dropout probability {}", probability);
  LB_CHECK(site.layer >= 0 && site.layer < (1 << 16) && site.head >= 0 && site.head < (1 << 16));
  threshold_ = static_cast<std::uint32_t>(std::lround(probability * 65536.0));
  LB_CHECK(threshold_ < 65536, "dropout probability {} rounds to 1", probability);
  scale_ = static_cast<float>(65536.0 / (65536.0 - threshold_));
  // Every site has a key of its own, so that a draw's 32 bits are all there for place and column.
  const std::uint64_t place = static_cast<std::uint64_t>(site.layer) << 16 | static_cast<std::uint64_t>(site.head);
  key_ = RandomSequence(seed, RandomStream::kDropout, place).Bits(static_cast<std::uint32_t>(site.kind));
}

void Dropout::Factors(std::uint64_t sample, std::uint32_t place, std::int64_t columns, float* factors) const {
  FillFactors({key_, sample, place << 16}, Capacity(columns) / kGroup, threshold_, scale_, factors);
}

void ApplyDropout(const Dropout& dropout, const PackedRows& rows, std::int64_t columns, float* values_NC) {
  if (!dropout.active()) return;
  ForRowBlocks(rows.rows(), [&](std::int64_t, std::int64_t begin, std::int64_t end) {
    std::vector<float> factors(static_cast<std::size_t>(Dropout::Capacity(columns)));
    for (std::int64_t row = begin; row < end; ++row) {
      dropout.Factors(rows.Sample(rows.Sequence(row)), rows.Place(row), columns, factors.data());
      MultiplyRow(factors.data(), columns, values_NC + row * columns);
    }
  });
}

}  // namespace linkbert
