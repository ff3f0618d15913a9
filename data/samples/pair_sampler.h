// PairSampler: decides which two pieces of text become one pretraining sample, and how they relate.
//
// Flow: Corpus + Anchors -> [PairSampler] -> SampleBuilder. Pure: the pair depends only on (seed, index), the options
// and the corpus; safe from any thread. A sample's index counts over all epochs: epoch = index / anchors; the place in
// the epoch goes through a keyed permutation, so that every anchor comes once an epoch. Errors: the constructor throws
// kInput for a corpus without two usable documents (a random partner is always possible).
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "base/philox.h"
#include "data/samples/anchors.h"
#include "data/samples/link_candidates.h"
#include "data/samples/relation_mix.h"

namespace linkbert {

struct Pair {
  Anchor anchor;  // A
  Relation relation;
  DocumentId b_document;
  SegmentRange b_segments;            // those that B's tokens come from; the last one may be cut
  std::uint32_t b_tokens;             // B's length
  std::optional<LinkCandidate> link;  // the joining link, if linked
};

class PairSampler {
 public:
  // corpus must outlive the sampler. One pass over the corpus, on `threads` threads.
  PairSampler(const Corpus& corpus, const SampleOptions& options, Split split, int threads);

  Pair Sample(std::uint64_t index) const;
  // This anchor followed as `relation` says; `index` keys the draws. Requires: the relation is feasible for the anchor.
  Pair Make(const Anchor& anchor, Relation relation, std::uint64_t index) const {
    return Make(anchor, relation, links_.Of(anchor), index);
  }
  // [CLS] A [SEP] B [SEP], without building it.
  static std::uint32_t Length(const Pair& pair) { return pair.anchor.tokens + pair.b_tokens + 3; }

  const Anchors& anchors() const { return anchors_; }
  const LinkCandidates& links() const { return links_; }
  const RelationMix& mix() const { return mix_; }

 private:
  // linked: links_.Of(anchor).
  Pair Make(const Anchor& anchor, Relation relation, const std::vector<LinkCandidate>& linked,
            std::uint64_t index) const;
  void CheckPartners() const;
  void CountClasses(int threads);
  // `linked`: documents that A links to, which no random partner may be.
  DocumentId RandomPartner(const Anchor& anchor, const std::vector<LinkCandidate>& linked, std::uint64_t index) const;
  std::optional<DocumentId> MatchedPartner(const RandomSequence& draws, std::uint32_t attempt) const;
  DocumentId AnyPartner(const Anchor& anchor, const std::vector<LinkCandidate>& linked, DocumentId from) const;
  void PlacePartner(Pair& pair, std::uint64_t index) const;

  const Corpus& corpus_;
  std::uint64_t seed_;
  PartnerSegment b_segment_;
  bool matched_;
  Anchors anchors_;
  LinkCandidates links_;
  RelationMix mix_;
};

}  // namespace linkbert
