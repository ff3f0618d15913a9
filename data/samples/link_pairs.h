// LinkPairs: the samples on which "linked or random?" is judged so that neither A alone nor B alone can answer it.
//
// Flow: Corpus -> [LinkPairs] -> evaluation (AUC), shortcut probes. Every anchor that has a link comes twice, with a
// linked and with a random partner: sample 2k and sample 2k + 1, so A says nothing. Random partners are drawn as linked
// ones are (`matched`) and begin by the same segment rule, so B says nothing. Anchors come in a keyed random order.
// Immutable; safe from any thread.
#pragma once
#include <cstdint>
#include <vector>

#include "data/samples/pretraining_sampler.h"

namespace linkbert {

class LinkPairs : public SampleSource {
 public:
  // corpus must outlive the pairs. At most most_anchors anchors; there may be none where nothing links.
  LinkPairs(const Corpus& corpus, const SampleOptions& options, Split split, std::uint64_t most_anchors, int threads);

  // Requires: index < size().
  linkbert::Sample Sample(std::uint64_t index) const override;
  std::uint32_t Length(std::uint64_t index) const override;
  std::uint32_t MaximumLength() const override { return sampler_.MaximumLength(); }

  std::uint64_t size() const { return 2 * anchors_.size(); }

 private:
  linkbert::Pair Pair(std::uint64_t index) const;

  PretrainingSampler sampler_;
  std::vector<std::uint64_t> anchors_;  // their numbers
};

}  // namespace linkbert
