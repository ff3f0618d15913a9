// CorpusMixture: the corpora of a pretraining run, each with its share of the samples, as one source of samples.
//
// Flow: Corpus... -> PretrainingSampler... -> [CorpusMixture] -> Loader. One corpus alone is its own sampler, index for
// index; of several, MixedSampler says which sample of which corpus an index is: a pure function of it. Every corpus
// has a relation mix of its own: one without links draws what it can. Immutable; safe from any thread. Errors: kInput
// for corpora of different vocabularies, kConfiguration for weights that do not fit.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/samples/mixed_sampler.h"
#include "data/samples/pretraining_sampler.h"

namespace linkbert {

// Requires: at least one folder. Throws kInput naming both folders where vocabularies differ.
std::vector<Corpus> OpenCorpora(const std::vector<std::string>& folders);

// Of one corpus its own; of several the XXH3-128 of theirs, in order.
std::string FingerprintOf(const std::vector<Corpus>& corpora);

class CorpusMixture : public SampleSource {
 public:
  // corpora must outlive the mixture. weights: relative shares of the samples; empty: in proportion to the anchors, so
  // that all corpora's epochs last equally long.
  CorpusMixture(const std::vector<Corpus>& corpora, const std::vector<double>& weights, const SampleOptions& options,
                Split split = Split::kTraining, int threads = 1);

  linkbert::Sample Sample(std::uint64_t index) const override { return source().Sample(index); }
  std::uint32_t Length(std::uint64_t index) const override { return source().Length(index); }
  std::uint32_t MaximumLength() const override { return source().MaximumLength(); }

  std::size_t size() const { return samplers_.size(); }
  const PretrainingSampler& Part(std::size_t corpus) const { return *samplers_[corpus]; }
  double Share(std::size_t corpus) const { return shares_[corpus]; }  // of the samples; their sum is 1
  std::uint64_t anchors() const;                                      // of all corpora

 private:
  const SampleSource& source() const { return mixed_ ? static_cast<const SampleSource&>(*mixed_) : *samplers_.front(); }

  std::vector<std::unique_ptr<PretrainingSampler>> samplers_;  // one a corpus
  std::vector<double> shares_;
  std::optional<MixedSampler> mixed_;  // of several
};

}  // namespace linkbert
