// SampleBuilder: from a pair of text ranges to the masked input.
//
// Flow: PairSampler -> [SampleBuilder] (Corpus, Masker) -> Sample. A run of one segment longer than A's budget loses
// its front, B its end. Immutable; safe from any thread.
#pragma once
#include <cstdint>

#include "data/samples/masking.h"
#include "data/samples/pair_sampler.h"
#include "data/samples/sample.h"
#include "data/shards/corpus.h"

namespace linkbert {

class SampleBuilder {
 public:
  // corpus must outlive the builder.
  SampleBuilder(const Corpus& corpus, const SampleOptions& options);

  Sample Build(std::uint64_t index, const Pair& pair) const;

  const Masker& masker() const { return masker_; }

 private:
  const Corpus& corpus_;
  Masker masker_;
};

}  // namespace linkbert
