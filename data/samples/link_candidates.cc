#include "data/samples/link_candidates.h"

#include <algorithm>
#include <tuple>

#include "base/error.h"

namespace linkbert {

LinkCandidates::LinkCandidates(const Corpus& corpus, const SampleOptions& options, Split split)
    : corpus_(corpus),
      scope_(ParseLinkScope(options.link_scope)),
      weight_(ParseLinkWeight(options.link_weight)),
      split_(split) {}

bool LinkCandidates::IsUsable(DocumentId document) const {
  if (split_ == Split::kTraining && corpus_.IsHeldOut(document)) return false;
  const SegmentRange segments = corpus_.DocumentSegments(document);
  return segments.begin < segments.end;
}

template <typename Visitor>
void LinkCandidates::VisitLinks(const Anchor& anchor, Visitor&& visit) const {
  const SegmentRange range =
      scope_ == LinkScope::kDocument ? corpus_.DocumentSegments(anchor.document) : anchor.segments;
  const SegmentId last = scope_ == LinkScope::kSegment ? range.begin + 1 : range.end;
  std::int64_t fed = -std::int64_t{anchor.skip};  // place in A of the segment's first token
  for (SegmentId segment = range.begin; segment < last; ++segment) {
    const bool in_anchor = segment >= anchor.segments.begin && segment < anchor.segments.end;
    const auto targets = corpus_.LinkTargets(segment);
    const auto tokens = corpus_.LinkTokens(segment);
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const std::int64_t token = in_anchor ? fed + tokens[i] : -1;
      if (token < 0 && scope_ != LinkScope::kDocument) continue;  // in the part of an overlong segment that is not fed
      if (visit(targets[i], static_cast<std::int32_t>(std::max(token, std::int64_t{-1})))) return;
    }
    if (in_anchor) fed += corpus_.SegmentLength(segment);
  }
  for (const DocumentId target : corpus_.DocumentLinks(anchor.document)) {
    if (visit(target, -1)) return;
  }
}

std::vector<LinkCandidate> LinkCandidates::Of(const Anchor& anchor) const {
  std::vector<LinkCandidate> found;
  VisitLinks(anchor, [&](DocumentId target, std::int32_t token) {
    if (target != anchor.document && IsUsable(target)) found.push_back({target, token});
    return false;
  });
  // As unsigned numbers, so that a place in A comes before the -1 of no place.
  const auto key = [](const LinkCandidate& c) { return std::tuple(c.target, static_cast<std::uint32_t>(c.token)); };
  std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  const auto same = [](const LinkCandidate& a, const LinkCandidate& b) { return a.target == b.target; };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  return found;
}

bool LinkCandidates::HasAny(const Anchor& anchor) const {
  bool any = false;
  VisitLinks(anchor, [&](DocumentId target, std::int32_t) {
    any = target != anchor.document && IsUsable(target);
    return any;
  });
  return any;
}

double LinkCandidates::Weight(DocumentId target) const {
  // A held-out target has no in-degree in the training graph; it counts as linked once.
  return weight_ == LinkWeight::kUniform ? 1.0 : 1.0 / std::max(corpus_.InDegree(target), 1U);
}

const LinkCandidate& LinkCandidates::Draw(const std::vector<LinkCandidate>& candidates, double uniform) const {
  LB_CHECK(!candidates.empty());
  double total = 0;
  for (const LinkCandidate& candidate : candidates) total += Weight(candidate.target);
  double left = uniform * total;
  for (const LinkCandidate& candidate : candidates) {
    left -= Weight(candidate.target);
    if (left < 0) return candidate;
  }
  return candidates.back();  // rounding only
}

}  // namespace linkbert
