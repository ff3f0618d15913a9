// A small layout with awkward sizes, and gradients and parameters that are functions of (rank, step, element).
#pragma once
#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "base/philox.h"
#include "distributed/sharding/flat_layout.h"

namespace linkbert {

// Buckets of about 3000 elements that no rank count but 1 and powers of two divides; one parameter fills several
// segments of the optimizer and spans a block of the norm.
inline FlatLayout AwkwardLayout() {
  return FlatLayout({{"embedding.weight", {301, 233}, true},
                     {"layer.norm.weight", {7}, false},
                     {"layer.weight", {65, 65}, true},
                     {"layer.bias", {65}, false},
                     {"scalar", {1}, true},
                     {"head.weight", {1000, 3}, true}},
                    3000);
}

// Uniform in [-1, 1), 0 in the padding between parameters.
inline at::Tensor FlatValues(const FlatLayout& layout, std::uint64_t seed) {
  at::Tensor flat = at::zeros({layout.size()}, at::kFloat);
  float* const values = flat.mutable_data_ptr<float>();
  const RandomSequence random(seed, RandomStream::kInitialization, 0);
  for (const FlatLayout::Entry& entry : layout.entries()) {
    for (std::int64_t i = entry.range.begin; i < entry.range.end; ++i) {
      values[i] = static_cast<float>(2 * random.Uniform(static_cast<std::uint32_t>(i)) - 1);
    }
  }
  return flat;
}

// What `ranks` cut out of a flat tensor, concatenated in range order.
inline at::Tensor Cut(const at::Tensor& flat, const std::vector<FlatRange>& ranges) {
  std::vector<at::Tensor> pieces;
  for (const FlatRange& range : ranges) pieces.push_back(flat.narrow(0, range.begin, range.size()));
  return at::cat(pieces);
}

}  // namespace linkbert
