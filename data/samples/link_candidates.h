// LinkCandidates: the documents that an anchor's links lead to, and the draw of one of them.
//
// Flow: Corpus + Anchor -> [LinkCandidates] -> PairSampler. Candidates are the distinct targets in scope, ascending by
// document; training samples see training documents only, held-out samples all documents. P(target) is proportional to
// 1 / in-degree (the paper's "diversity", so that no popular document dominates) or uniform.
// Immutable; safe from any thread.
#pragma once
#include <cstdint>
#include <vector>

#include "data/samples/anchors.h"
#include "data/samples/sample_options.h"
#include "data/shards/corpus.h"

namespace linkbert {

struct LinkCandidate {
  DocumentId target;
  // Where in A as it is fed the first such link's anchor text begins, in tokens; -1: the link has no place in A.
  std::int32_t token;
};

class LinkCandidates {
 public:
  // corpus must outlive this object.
  LinkCandidates(const Corpus& corpus, const SampleOptions& options, Split split);

  std::vector<LinkCandidate> Of(const Anchor& anchor) const;
  bool HasAny(const Anchor& anchor) const;  // = !Of(anchor).empty(), without building the list

  // uniform: in [0, 1). Requires: candidates is not empty.
  const LinkCandidate& Draw(const std::vector<LinkCandidate>& candidates, double uniform) const;

  // May text of this document be fed at all? False for held-out documents in training, and for empty ones.
  bool IsUsable(DocumentId document) const;

 private:
  // Calls visit(target, token) for every link in scope, usable or not, until visit returns true.
  template <typename Visitor>
  void VisitLinks(const Anchor& anchor, Visitor&& visit) const;
  double Weight(DocumentId target) const;

  const Corpus& corpus_;
  LinkScope scope_;
  LinkWeight weight_;
  Split split_;
};

}  // namespace linkbert
