#include "data/samples/mixed_sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/error.h"
#include "data/samples/permutation.h"

namespace linkbert {
namespace {

// Whole numbers in proportion to the weights, summing to `total`: the largest remainders are rounded up.
std::vector<std::uint64_t> Apportion(const std::vector<MixedSampler::Part>& parts, std::uint64_t total) {
  double sum = 0;
  for (const auto& part : parts) sum += part.weight;
  std::vector<std::uint64_t> counts;
  std::vector<std::pair<double, std::size_t>> remainders;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const double exact = static_cast<double>(total) * parts[p].weight / sum;
    counts.push_back(static_cast<std::uint64_t>(exact));
    remainders.emplace_back(static_cast<double>(counts.back()) - exact, p);  // most negative first; ties by order
  }
  std::sort(remainders.begin(), remainders.end());
  std::uint64_t left = total - std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  for (std::size_t i = 0; left > 0; ++i, --left) ++counts[remainders[i % remainders.size()].second];
  return counts;
}

}  // namespace

MixedSampler::MixedSampler(std::vector<Part> parts, std::uint64_t seed) : parts_(std::move(parts)), seed_(seed) {
  if (parts_.empty()) throw Fail(ErrorCode::kConfiguration, "a mixture needs at least one corpus");
  for (const Part& part : parts_) {
    if (part.weight > 0 && std::isfinite(part.weight)) continue;
    throw Fail(ErrorCode::kConfiguration, "the weight of a corpus is {}; it must be positive", part.weight);
  }
  const std::vector<std::uint64_t> counts = Apportion(parts_, kCycle);
  for (std::size_t p = 0; p < counts.size(); ++p) {
    if (counts[p] == 0) {
      throw Fail(ErrorCode::kConfiguration,
                 "corpus {} of the mixture has less than 1/{} of the weights. Raise its weight", p, kCycle);
    }
    ends_.push_back((ends_.empty() ? 0 : ends_.back()) + counts[p]);
  }
}

MixedSampler::Place MixedSampler::Locate(std::uint64_t index) const {
  const std::uint64_t cycle = index / kCycle;
  // The seed's complement: the parts order their anchors by the seed itself.
  const std::uint64_t place = KeyedPermutation(~seed_, cycle, kCycle)(index % kCycle);
  const auto part = static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), place) - ends_.begin());
  const std::uint64_t begin = part == 0 ? 0 : ends_[part - 1];
  return {static_cast<std::uint32_t>(part), cycle * (ends_[part] - begin) + (place - begin)};
}

Sample MixedSampler::Sample(std::uint64_t index) const {
  const Place place = Locate(index);
  linkbert::Sample sample = parts_[place.part].source->Sample(place.index);
  sample.index = index;
  sample.corpus = place.part;
  return sample;
}

std::uint32_t MixedSampler::Length(std::uint64_t index) const {
  const Place place = Locate(index);
  return parts_[place.part].source->Length(place.index);
}

std::uint32_t MixedSampler::MaximumLength() const {
  std::uint32_t longest = 0;
  for (const Part& part : parts_) longest = std::max(longest, part.source->MaximumLength());
  return longest;
}

}  // namespace linkbert
