// A small layout with awkward sizes, and gradients and parameters that are functions of (rank, step, element).
#pragma once
#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "base/philox.h"
#include "core/device/cpu/cpu_device.h"
#include "core/sharding/flat_parameters.h"
#include "distributed/communication/communicator.h"
#include "tests/core/sharding/host_tensors.h"

namespace linkbert::test {

// Buckets of about 3000 elements that no rank count but 1 divides into whole parts of 64; one parameter has two blocks
// of the norm.
inline std::vector<ParameterSpec> AwkwardSpecs() {
  return {{"embedding.weight", {301, 233}, true},
          {"layer.norm.weight", {7}, false},
          {"layer.weight", {65, 65}, true},
          {"layer.bias", {65}, false},
          {"scalar", {1, 1}, true},
          {"head.weight", {1000, 3}, true}};
}
inline constexpr std::int64_t kAwkwardBucket = 3000;
inline FlatLayout AwkwardLayout() { return FlatLayout(AwkwardSpecs(), kAwkwardBucket); }

inline FlatParameters AwkwardParameters(int ranks, Device& device = HostDevice()) {
  return FlatParameters(device, AwkwardSpecs(), kAwkwardBucket, GradientMemory::kOwned, ranks);
}

// Uniform in [-1, 1), 0 in the padding between parameters. [layout size]
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

// What a rank owns, range by range: of a flat tensor, and of one in the order of its slice.
inline at::Tensor OwnedOfFlat(const at::Tensor& flat, const FlatSlice& slice) {
  std::vector<at::Tensor> pieces;
  for (const FlatRange& range : slice.ranges) pieces.push_back(flat.narrow(0, range.begin, range.size()));
  return at::cat(pieces);
}
inline at::Tensor OwnedOfSlice(const at::Tensor& values, const FlatSlice& slice) {
  std::vector<at::Tensor> pieces;
  for (std::size_t k = 0; k < slice.ranges.size(); ++k) {
    pieces.push_back(values.narrow(0, slice.begins[k], slice.ranges[k].size()));
  }
  return at::cat(pieces);
}

}  // namespace linkbert::test
