// PretrainingSampler: one corpus and its options as a source of samples; what the trainer, the loader and inspect use.
//
// Flow: Corpus -> [PretrainingSampler = PairSampler + SampleBuilder] -> Loader. Split::kTraining never shows text of
// held-out documents. Split::kHeldOut takes anchors from held-out documents, which may link anywhere (a target seen in
// training is one for which corpus.IsHeldOut(sample.b_document) is false), and always draws random partners `matched`.
// Immutable; safe from any thread. Errors: the constructor throws kInput and kConfiguration.
#pragma once
#include <cstdint>

#include "data/samples/pair_sampler.h"
#include "data/samples/sample.h"
#include "data/samples/sample_builder.h"

namespace linkbert {

class PretrainingSampler : public SampleSource {
 public:
  // corpus must outlive the sampler. Two passes over the corpus's segments, on `threads` threads.
  PretrainingSampler(const Corpus& corpus, const SampleOptions& options, Split split = Split::kTraining,
                     int threads = 1)
      : pairs_(corpus, options, split, threads),
        builder_(corpus, options),
        maximum_length_(static_cast<std::uint32_t>(options.max_length)) {}

  linkbert::Sample Sample(std::uint64_t index) const override { return builder_.Build(index, pairs_.Sample(index)); }
  std::uint32_t Length(std::uint64_t index) const override { return PairSampler::Length(pairs_.Sample(index)); }
  std::uint32_t MaximumLength() const override { return maximum_length_; }

  // The pair that Sample(index) is built from, and a sample of any other pair.
  linkbert::Pair Pair(std::uint64_t index) const { return pairs_.Sample(index); }
  linkbert::Sample Build(std::uint64_t index, const linkbert::Pair& pair) const { return builder_.Build(index, pair); }
  const PairSampler& pairs() const { return pairs_; }
  // Samples of an epoch.
  std::uint64_t anchors() const { return pairs_.anchors().size(); }
  const RelationMix& mix() const { return pairs_.mix(); }
  const Masker& masker() const { return builder_.masker(); }

 private:
  PairSampler pairs_;
  SampleBuilder builder_;
  std::uint32_t maximum_length_;
};

}  // namespace linkbert
