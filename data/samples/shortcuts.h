// Shortcuts: what can be said of a sample without reading both sides together, learned from training samples.
//
// Flow: Corpus -> [Shortcuts] -> `inspect sample --shortcuts`, evaluation. Two bag-of-words probes (A alone, B alone)
// of the relation; the TF-IDF cosine of A and B; the unigram model of masked-token prediction. A model that understands
// links has to beat them (docs/evaluation.md). Training samples are drawn as the evaluation draws: `matched`.
// Immutable after construction; safe from any thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/samples/bag_of_words_probe.h"
#include "data/samples/pretraining_sampler.h"

namespace linkbert {

// The sample's sides with what masking hid put back.
SampleSides UnmaskedSides(const Sample& sample);

// The sample with what masking hid put back, and nothing to predict.
Sample Unmasked(Sample sample);

class Shortcuts {
 public:
  // Learns from the first `samples` training samples.
  Shortcuts(const Corpus& corpus, const SampleOptions& options, std::uint64_t samples, int threads);

  const BagOfWordsProbe& a_only() const { return a_only_; }
  const BagOfWordsProbe& b_only() const { return b_only_; }
  // Cosine of the two sides' TF-IDF vectors, in [0, 1].
  double Similarity(const SampleSides& sample) const;
  // -ln of the piece's share of the training text, every piece counted once more than it occurs.
  double UnigramLoss(std::int32_t piece) const;

 private:
  Shortcuts(std::size_t vocabulary, const std::vector<SampleSides>& training);

  std::vector<double> inverse_document_frequency_;  // [vocabulary]
  std::vector<double> unigram_loss_;                // [vocabulary]
  BagOfWordsProbe a_only_;
  BagOfWordsProbe b_only_;
};

}  // namespace linkbert
