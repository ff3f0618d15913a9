#include "core/kernels/dropout.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/philox.h"
#include "tests/core/kernels/tensors.h"

namespace linkbert {
namespace {

using test::Data;
using test::Factors;
using test::Ragged;

// The definition, one element at a time: the site's key, then 16 bits of a draw of (sample, place, group of 128).
float SlowFactor(double probability, std::uint64_t seed, const DropoutSite& site, std::uint64_t sample,
                 std::uint32_t place, std::uint32_t column) {
  const std::uint64_t where = static_cast<std::uint64_t>(site.layer << 16 | site.head);
  const std::uint64_t key =
      RandomSequence(seed, RandomStream::kDropout, where).Bits(static_cast<std::uint32_t>(site.kind));
  const std::uint32_t group = column / 128, word = column % 128 / 32, half = column % 32 / 16, lane = column % 16;
  const PhiloxWords words =
      RandomSequence(key, RandomStream::kDropout, sample).Words((place << 16) + group * 16 + lane);
  const std::uint32_t bits = half == 0 ? words[word] & 0xFFFF : words[word] >> 16;
  const double threshold = std::round(probability * 65536.0);
  return bits < threshold ? 0.0F : static_cast<float>(65536.0 / (65536.0 - threshold));
}

TEST(Dropout, FollowsItsDefinition) {
  const DropoutSite site{DropoutKind::kAttentionWeights, 3, 7};
  const std::uint64_t seed = 0x123456789ABCDEF0, sample = 0xFEDCBA9876543210;
  std::vector<float> factors(static_cast<std::size_t>(Dropout::Capacity(300)));
  Dropout(0.3, seed, site).Factors(sample, 511, 300, factors.data());
  for (std::uint32_t c = 0; c < 300; ++c) EXPECT_EQ(factors[c], SlowFactor(0.3, seed, site, sample, 511, c)) << c;
}

TEST(Dropout, KeepsTheExpectationAndTheRate) {
  const PackedRows rows = Ragged({400, 400, 224});
  const Dropout dropout(0.1, 5, {DropoutKind::kLayerOutput, 2});
  const at::Tensor factors = Factors(dropout, rows, 768);
  // 786,432 draws: the standard errors are 0.00034 and 0.00038; four of them are allowed.
  EXPECT_NEAR(factors.eq(0).to(at::kFloat).mean().item<double>(), 0.1, 0.0014);
  EXPECT_NEAR(factors.mean().item<double>(), 1.0, 0.0016);
}

TEST(Dropout, RowsColumnsSitesAndSeedsAreIndependent) {
  const PackedRows rows = Ragged({300, 300});
  const auto kept = [&](std::uint64_t seed, const DropoutSite& site) {
    return Factors(Dropout(0.5, seed, site), rows, 512).gt(0).to(at::kFloat).sub(0.5);
  };
  const at::Tensor base = kept(1, {DropoutKind::kLayerOutput, 1});
  const auto correlation = [&](const at::Tensor& other) { return base.mul(other).mean().item<double>() * 4.0; };
  // 307,200 products of +-1: the standard error is 0.0018.
  EXPECT_NEAR(correlation(kept(2, {DropoutKind::kLayerOutput, 1})), 0.0, 0.008);
  EXPECT_NEAR(correlation(kept(1, {DropoutKind::kLayerOutput, 2})), 0.0, 0.008);
  EXPECT_NEAR(correlation(kept(1, {DropoutKind::kAttentionOutput, 1})), 0.0, 0.008);
  EXPECT_NEAR(correlation(kept(1, {DropoutKind::kLayerOutput, 1, 1})), 0.0, 0.008);
  EXPECT_NEAR(correlation(base.roll(1, 0)), 0.0, 0.008);
  EXPECT_NEAR(correlation(base.roll(1, 1)), 0.0, 0.008);
  EXPECT_NEAR(correlation(base.roll(300, 0)), 0.0, 0.008);
}

TEST(Dropout, DoesNotDependOnTheBatchAround) {
  const Dropout dropout(0.4, 9, {DropoutKind::kEmbeddings});
  const at::Tensor together = Factors(dropout, PackedRows({0, 5, 12}, {77, 31}), 100);
  const at::Tensor alone = Factors(dropout, PackedRows({0, 7}, {31}), 100);
  EXPECT_TRUE(at::equal(together.narrow(0, 5, 7), alone));
}

TEST(Dropout, ApplyMultipliesInPlace) {
  const PackedRows rows = Ragged({70, 3});
  const Dropout dropout(0.2, 4, {DropoutKind::kEmbeddings});
  at::Tensor values = test::Random(1, {73, 50});
  const at::Tensor expected = values * Factors(dropout, rows, 50);
  ApplyDropout(dropout, rows, 50, Data(values));
  EXPECT_TRUE(at::equal(values, expected));
  ApplyDropout(Dropout(), rows, 50, Data(values));
  EXPECT_TRUE(at::equal(values, expected));
}

TEST(Dropout, RefusesProbabilityOne) { EXPECT_THROW(Dropout(1.0, 0, {DropoutKind::kEmbeddings}), Error); }

}  // namespace
}  // namespace linkbert
