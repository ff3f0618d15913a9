#include "data/samples/pair_sampler.h"

#include <algorithm>

#include "base/error.h"
#include "base/philox.h"
#include "base/thread_pool.h"
#include "data/samples/permutation.h"

namespace linkbert {
namespace {

// Numbers of the draws within RandomStream::kPartner.
constexpr std::uint32_t kLinkDraw = 0;
constexpr std::uint32_t kSegmentDraw = 1;
constexpr std::uint32_t kFirstAttemptDraw = 2;
constexpr std::uint32_t kDrawsAnAttempt = 3;
// A corpus where one anchor in a hundred has a link exhausts them once in 23,000 samples.
constexpr std::uint32_t kAttempts = 1000;
constexpr std::uint64_t kAnchorsAnItem = 1 << 14;

bool Contains(const std::vector<LinkCandidate>& candidates, DocumentId document) {
  const auto found = std::lower_bound(candidates.begin(), candidates.end(), document,
                                      [](const LinkCandidate& c, DocumentId d) { return c.target < d; });
  return found != candidates.end() && found->target == document;
}

}  // namespace

PairSampler::PairSampler(const Corpus& corpus, const SampleOptions& options, Split split, int threads)
    : corpus_(corpus),
      seed_(static_cast<std::uint64_t>(options.seed)),
      b_segment_(ParsePartnerSegment(options.b_segment)),
      // Evaluation must not be solvable from B alone (design: a random B differs from a linked one in kind).
      matched_(split == Split::kHeldOut || ParseRandomPartner(options.random) == RandomPartner::kMatched),
      anchors_(corpus, options, split, threads),
      links_(corpus, options, split) {
  CheckPartners();
  CountClasses(threads);
  mix_ = SolveRelationMix(options.mix, mix_.anchors);
}

void PairSampler::CheckPartners() const {
  std::uint64_t usable = 0;
  for (std::uint64_t d = 0; d < corpus_.document_count() && usable < 2; ++d) {
    if (links_.IsUsable(static_cast<DocumentId>(d))) ++usable;
  }
  if (usable < 2) {
    throw Fail(ErrorCode::kInput, "corpus {}: {} of {} documents can be a partner; random pairs need at least 2",
               corpus_.folder(), usable, corpus_.document_count());
  }
}

void PairSampler::CountClasses(int threads) {
  const std::uint64_t items = (anchors_.size() + kAnchorsAnItem - 1) / kAnchorsAnItem;
  std::vector<std::array<std::uint64_t, kFeasibilityClasses>> counts(items);
  ParallelFor(items, threads, [&](std::size_t item) {
    const std::uint64_t end = std::min(anchors_.size(), (item + 1) * kAnchorsAnItem);
    for (std::uint64_t number = item * kAnchorsAnItem; number < end; ++number) {
      const Anchor anchor = anchors_.At(number);
      ++counts[item][FeasibilityClass(anchor.has_successor, links_.HasAny(anchor))];
    }
  });
  mix_.anchors = {};
  for (const auto& count : counts) {
    for (std::size_t c = 0; c < kFeasibilityClasses; ++c) mix_.anchors[c] += count[c];
  }
}

Pair PairSampler::Sample(std::uint64_t index) const {
  const std::uint64_t epoch = index / anchors_.size();
  const Anchor anchor = anchors_.At(KeyedPermutation(seed_, epoch, anchors_.size())(index % anchors_.size()));
  const std::vector<LinkCandidate> linked = links_.Of(anchor);
  const std::size_t feasibility = FeasibilityClass(anchor.has_successor, !linked.empty());
  const double uniform = RandomSequence(seed_, RandomStream::kRelation, index).Uniform(0);
  return Make(anchor, mix_.Draw(feasibility, uniform), linked, index);
}

Pair PairSampler::Make(const Anchor& anchor, Relation relation, const std::vector<LinkCandidate>& linked,
                       std::uint64_t index) const {
  Pair pair{};
  pair.anchor = anchor;
  pair.relation = relation;
  if (relation == Relation::kLinked) {
    pair.link = links_.Draw(linked, RandomSequence(seed_, RandomStream::kPartner, index).Uniform(kLinkDraw));
    pair.b_document = pair.link->target;
  } else if (relation == Relation::kRandom) {
    pair.b_document = RandomPartner(anchor, linked, index);
  } else {
    LB_CHECK(anchor.has_successor);
    pair.b_document = anchor.document;
  }
  PlacePartner(pair, index);
  return pair;
}

DocumentId PairSampler::RandomPartner(const Anchor& anchor, const std::vector<LinkCandidate>& linked,
                                      std::uint64_t index) const {
  const RandomSequence draws(seed_, RandomStream::kPartner, index);
  const auto uniform = [&](std::uint32_t attempt) {
    return static_cast<DocumentId>(
        draws.Below(kFirstAttemptDraw + attempt * kDrawsAnAttempt, corpus_.document_count()));
  };
  // Without linked samples there is no distribution of targets to match.
  const bool matched = matched_ && mix_.reachable[static_cast<std::size_t>(Relation::kLinked)] > 0;
  for (std::uint32_t attempt = 0; attempt < kAttempts; ++attempt) {
    const std::optional<DocumentId> partner = matched ? MatchedPartner(draws, attempt) : uniform(attempt);
    if (!partner || *partner == anchor.document || !links_.IsUsable(*partner)) continue;
    if (!Contains(linked, *partner)) return *partner;
  }
  return AnyPartner(anchor, linked, uniform(kAttempts));
}

// A target drawn as linked samples draw theirs: an anchor in proportion to how often it yields a linked sample, then
// one of its links. Nothing where this attempt's anchor yields none.
std::optional<DocumentId> PairSampler::MatchedPartner(const RandomSequence& draws, std::uint32_t attempt) const {
  const std::uint32_t draw = kFirstAttemptDraw + attempt * kDrawsAnAttempt;
  const Anchor donor = anchors_.At(draws.Below(draw, anchors_.size()));
  const std::vector<LinkCandidate> candidates = links_.Of(donor);
  const std::size_t feasibility = FeasibilityClass(donor.has_successor, !candidates.empty());
  const double linked_share = mix_.by_class[feasibility][static_cast<std::size_t>(Relation::kLinked)];
  if (candidates.empty() || draws.Uniform(draw + 1) >= linked_share) return std::nullopt;
  return links_.Draw(candidates, draws.Uniform(draw + 2)).target;
}

// For corpora so small or so densely linked that drawing does not find one: the first unrelated document after `from`,
// and where A links to every document, the first other one.
DocumentId PairSampler::AnyPartner(const Anchor& anchor, const std::vector<LinkCandidate>& linked,
                                   DocumentId from) const {
  for (const bool may_be_linked : {false, true}) {
    for (std::uint64_t step = 0; step < corpus_.document_count(); ++step) {
      const auto document = static_cast<DocumentId>((from + step) % corpus_.document_count());
      if (document == anchor.document || !links_.IsUsable(document)) continue;
      if (may_be_linked || !Contains(linked, document)) return document;
    }
  }
  LB_UNREACHABLE("no partner although two documents are usable");
  return 0;
}

// B: whole segments from its first one until its budget, what A leaves of the input, is full; the last one is cut to
// fit.
void PairSampler::PlacePartner(Pair& pair, std::uint64_t index) const {
  const SegmentRange document = corpus_.DocumentSegments(pair.b_document);
  SegmentId begin = document.begin;
  if (pair.relation == Relation::kContiguous) {
    begin = pair.anchor.segments.end;
  } else if (b_segment_ == PartnerSegment::kRandom) {
    const RandomSequence draws(seed_, RandomStream::kPartner, index);
    begin += draws.Below(kSegmentDraw, document.end - document.begin);
  }
  const std::uint32_t budget = pair.anchor.max_length - 3 - pair.anchor.tokens;
  SegmentId end = begin;
  while (end < document.end && pair.b_tokens < budget) pair.b_tokens += corpus_.SegmentLength(end++);
  pair.b_tokens = std::min(pair.b_tokens, budget);
  pair.b_segments = {begin, end};
}

}  // namespace linkbert
