// Dropout as a pure function of (seed, layer, site, head, sample, place in the sequence, column): nothing is stored.
//
// The backward pass computes the factors again. Dealing the same samples to other micro-batches, ranks or threads
// cannot change them (design section 1). Each element is decided by 16 bits of Philox, so the probability is rounded to
// a multiple of 2^-16 and the scale is that of the rounded one: the expectation stays exact.
#pragma once
#include <cstdint>
#include <vector>

#include "core/kernels/packed_rows.h"

namespace linkbert {

enum class DropoutKind : std::uint32_t {
  kEmbeddings = 0,
  kAttentionWeights = 1,
  kAttentionOutput = 2,
  kLayerOutput = 3,
  kPooled = 4,
  kTokens = 5  // before a classifier of tokens
};

// Where in the network; layer and head are 0 where there is none.
struct DropoutSite {
  DropoutKind kind;
  std::int64_t layer = 0;
  std::int64_t head = 0;
};

class Dropout {
 public:
  Dropout() = default;  // keeps everything
  // probability in [0, 1).
  Dropout(double probability, std::uint64_t seed, const DropoutSite& site);

  bool active() const { return threshold_ > 0; }
  double probability() const { return threshold_ / 65536.0; }

  // Elements a row of factors must have room for: columns rounded up to whole groups.
  static std::int64_t Capacity(std::int64_t columns) { return (columns + kGroup - 1) / kGroup * kGroup; }
  // factors: [Capacity(columns)], each 0 or 1 / (1 - probability). Requires: columns <= 2^19, place < 2^16.
  void Factors(std::uint64_t sample, std::uint32_t place, std::int64_t columns, float* factors) const;

 private:
  static constexpr std::int64_t kGroup = 128;  // elements of 16 Philox counters, 4 words of 2 halves each
  std::uint64_t key_ = 0;
  std::uint32_t threshold_ = 0;  // dropped where 16 bits are below it
  float scale_ = 1.0F;
};

// values_NC[r, c] *= factor, in place. The rows are those of `rows`.
void ApplyDropout(const Dropout& dropout, const PackedRows& rows, std::int64_t columns, float* values_NC);

}  // namespace linkbert
