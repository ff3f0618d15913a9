// MixedSampler: several sources of samples as one, each with its share (for instance Wikipedia and books).
//
// Flow: PretrainingSampler... -> [MixedSampler] -> Loader. Indices run in cycles of 1000; in each, a source has a fixed
// number of places (its share, largest remainders rounded up), which a keyed permutation spreads over the cycle. So
// index -> (source, its own index) takes O(1), and a source's samples all come, once each and in its own order of
// cycles. Pure; safe from any thread.
#pragma once
#include <cstdint>
#include <vector>

#include "data/samples/sample.h"

namespace linkbert {

class MixedSampler : public SampleSource {
 public:
  struct Part {
    const SampleSource* source;  // outlives the sampler
    double weight;               // relative; more than 0
  };
  // Throws kConfiguration for no parts, or a part whose share of 1000 is less than 1.
  MixedSampler(std::vector<Part> parts, std::uint64_t seed);

  // The source's sample with `index` and `corpus` set: those of the mixture key dropout and name the source.
  linkbert::Sample Sample(std::uint64_t index) const override;
  std::uint32_t Length(std::uint64_t index) const override;
  std::uint32_t MaximumLength() const override;

  struct Place {
    std::uint32_t part;
    std::uint64_t index;  // within the part
  };
  Place Locate(std::uint64_t index) const;

 private:
  static constexpr std::uint64_t kCycle = 1000;

  std::vector<Part> parts_;
  std::vector<std::uint64_t> ends_;  // places [ends_[p - 1], ends_[p]) of a cycle are part p's
  std::uint64_t seed_;
};

}  // namespace linkbert
