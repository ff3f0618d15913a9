#include "data/samples/pair_sampler.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "tests/data/samples/statistics.h"
#include "tests/data/samples/synthetic_corpus.h"

namespace linkbert {
namespace {

using test::CorpusBuilder;
using test::OptionsOfLength;
using test::SyntheticCorpus;
using test::TemporaryFolder;
using test::Words;

bool LinksTo(const LinkCandidates& links, const Pair& pair, DocumentId document) {
  for (const LinkCandidate& c : links.Of(pair.anchor)) {
    if (c.target == document) return true;
  }
  return false;
}

TEST(PairSampler, EveryAnchorComesOnceAnEpoch) {
  const SyntheticCorpus corpus(700, 0.1);
  const PairSampler sampler(*corpus, OptionsOfLength(33), Split::kTraining, 1);
  const std::uint64_t size = sampler.anchors().size();
  std::vector<SegmentId> first_order;
  for (std::uint64_t epoch = 0; epoch < 3; ++epoch) {
    std::vector<SegmentId> order;
    for (std::uint64_t i = 0; i < size; ++i) order.push_back(sampler.Sample(epoch * size + i).anchor.segments.begin);
    if (epoch == 0) first_order = order;
    EXPECT_EQ(order == first_order, epoch == 0);
    std::sort(order.begin(), order.end());
    for (std::uint64_t n = 0; n < size; ++n) ASSERT_EQ(order[n], sampler.anchors().At(n).segments.begin);
  }
}

TEST(PairSampler, RelationsComeInTheWantedShares) {
  const SyntheticCorpus corpus(700, 0.1);
  for (const RelationMixOptions& mix :
       {RelationMixOptions{}, RelationMixOptions{2, 1, 1}, RelationMixOptions{1, 1, 0}}) {
    SampleOptions options = OptionsOfLength(33);
    options.mix = mix;
    const PairSampler sampler(*corpus, options, Split::kTraining, 1);
    ASSERT_LT(sampler.mix().Shortfall(), 1e-6);
    std::map<int, std::int64_t> seen;
    for (std::uint64_t i = 0; i < 20 * sampler.anchors().size(); ++i)
      ++seen[static_cast<int>(sampler.Sample(i).relation)];
    std::map<int, double> wanted;
    for (int r = 0; r < 3; ++r) wanted[r] = sampler.mix().wanted[static_cast<std::size_t>(r)];
    test::ExpectDistribution(seen, wanted);
  }
}

TEST(PairSampler, RelationsAreWhatTheirNamesSay) {
  const SyntheticCorpus corpus(700, 0.1);
  for (const char* rule : {"uniform", "matched"}) {
    SampleOptions options = OptionsOfLength(33);
    options.random = rule;
    const PairSampler sampler(*corpus, options, Split::kTraining, 1);
    const LinkCandidates links(*corpus, options, Split::kTraining);
    for (std::uint64_t i = 0; i < 4 * sampler.anchors().size(); ++i) {
      const Pair pair = sampler.Sample(i);
      ASSERT_EQ(corpus->SegmentDocument(pair.b_segments.begin), pair.b_document);
      ASSERT_EQ(pair.b_document == pair.anchor.document, pair.relation == Relation::kContiguous);
      ASSERT_EQ(LinksTo(links, pair, pair.b_document), pair.relation == Relation::kLinked);
      ASSERT_EQ(pair.link.has_value(), pair.relation == Relation::kLinked);
      ASSERT_TRUE(pair.relation != Relation::kContiguous || pair.b_segments.begin == pair.anchor.segments.end);
    }
  }
}

TEST(PairSampler, TrainingPairsHaveNoHeldOutDocument) {
  const SyntheticCorpus corpus(700, 0.3);
  for (const char* rule : {"uniform", "matched"}) {
    SampleOptions options = OptionsOfLength(33);
    options.random = rule;
    const PairSampler sampler(*corpus, options, Split::kTraining, 1);
    for (std::uint64_t i = 0; i < 4 * sampler.anchors().size(); ++i) {
      const Pair pair = sampler.Sample(i);
      ASSERT_FALSE(corpus->IsHeldOut(pair.anchor.document));
      ASSERT_FALSE(corpus->IsHeldOut(pair.b_document));
    }
  }
}

TEST(PairSampler, HeldOutPairsHaveHeldOutAnchorsAndBothKindsOfTargets) {
  const SyntheticCorpus corpus(700, 0.3);
  const PairSampler sampler(*corpus, OptionsOfLength(33), Split::kHeldOut, 1);
  std::map<bool, int> held_out_targets;
  for (std::uint64_t i = 0; i < 4 * sampler.anchors().size(); ++i) {
    const Pair pair = sampler.Sample(i);
    ASSERT_TRUE(corpus->IsHeldOut(pair.anchor.document));
    if (pair.relation == Relation::kLinked) ++held_out_targets[corpus->IsHeldOut(pair.b_document)];
  }
  EXPECT_GT(held_out_targets[false], 50);
  EXPECT_GT(held_out_targets[true], 50);
}

// The exact distribution of linked partners over the corpus: a sum over anchors of P(linked) times P(target).
std::map<DocumentId, double> LinkedPartners(const Corpus& corpus, const PairSampler& sampler) {
  const LinkCandidates links(corpus, OptionsOfLength(33), Split::kTraining);
  std::map<DocumentId, double> wanted;
  double all = 0;
  for (std::uint64_t n = 0; n < sampler.anchors().size(); ++n) {
    const Anchor anchor = sampler.anchors().At(n);
    const auto candidates = links.Of(anchor);
    const double share = sampler.mix().by_class[FeasibilityClass(anchor.has_successor, !candidates.empty())][2];
    double total = 0;
    for (const auto& c : candidates) total += 1.0 / corpus.InDegree(c.target);
    for (const auto& c : candidates) wanted[c.target] += share / corpus.InDegree(c.target) / total;
    all += candidates.empty() ? 0 : share;
  }
  for (auto& [target, probability] : wanted) probability /= all;
  return wanted;
}

std::map<DocumentId, std::int64_t> Partners(const PairSampler& sampler, Relation relation, std::uint64_t epochs) {
  std::map<DocumentId, std::int64_t> seen;
  for (std::uint64_t i = 0; i < epochs * sampler.anchors().size(); ++i) {
    const Pair pair = sampler.Sample(i);
    if (pair.relation == relation) ++seen[pair.b_document];
  }
  return seen;
}

TEST(PairSampler, LinkedPartnersFollowOneOverInDegreeOverTheCorpus) {
  const SyntheticCorpus corpus(200);
  const PairSampler sampler(*corpus, OptionsOfLength(33), Split::kTraining, 1);
  test::ExpectDistribution(Partners(sampler, Relation::kLinked, 100), LinkedPartners(*corpus, sampler));
}

// Each anchor excludes its own document and targets, which in a corpus of this size moves the distribution of matched
// random partners by less than the test can see.
TEST(PairSampler, MatchedRandomPartnersAreDrawnAsLinkedOnesAre) {
  const SyntheticCorpus corpus(2000);
  SampleOptions options = OptionsOfLength(33);
  options.random = "matched";
  const PairSampler matched(*corpus, options, Split::kTraining, 1);
  test::ExpectDistribution(Partners(matched, Relation::kRandom, 6), LinkedPartners(*corpus, matched));
}

TEST(PairSampler, UniformRandomPartnersAreUniformOverDocuments) {
  const SyntheticCorpus corpus(2000);
  const PairSampler sampler(*corpus, OptionsOfLength(33), Split::kTraining, 1);
  std::map<DocumentId, double> wanted;
  for (DocumentId d = 0; d < 2000; ++d) wanted[d] = 1.0 / 2000;
  test::ExpectDistribution(Partners(sampler, Relation::kRandom, 6), wanted);
}

TEST(PairSampler, PartnersBeginAtTheirFirstSegmentOrAtAnyByOneRule) {
  const SyntheticCorpus corpus(700);
  SampleOptions options = OptionsOfLength(33);
  options.b_segment = "random";
  const PairSampler first(*corpus, OptionsOfLength(33), Split::kTraining, 1),
      random(*corpus, options, Split::kTraining, 1);
  std::map<Relation, double> places, expected;
  for (std::uint64_t i = 0; i < 8 * first.anchors().size(); ++i) {
    const Pair pair = first.Sample(i);
    if (pair.relation == Relation::kContiguous) continue;
    ASSERT_EQ(pair.b_segments.begin, corpus->DocumentSegments(pair.b_document).begin);
    const Pair other = random.Sample(i);
    const SegmentRange document = corpus->DocumentSegments(other.b_document);
    places[other.relation] += static_cast<double>(other.b_segments.begin - document.begin);
    expected[other.relation] += static_cast<double>(document.end - document.begin - 1) / 2;
  }
  EXPECT_NEAR(places[Relation::kLinked] / expected[Relation::kLinked], 1.0, 0.03);
  EXPECT_NEAR(places[Relation::kRandom] / expected[Relation::kRandom], 1.0, 0.03);
}

TEST(PairSampler, PartnersFillWhatTheAnchorLeaves) {
  const SyntheticCorpus corpus(700);
  const PairSampler sampler(*corpus, OptionsOfLength(33), Split::kTraining, 1);
  for (std::uint64_t i = 0; i < sampler.anchors().size(); ++i) {
    const Pair pair = sampler.Sample(i);
    std::uint32_t rest = 0;  // what B's document has from B's begin
    for (SegmentId s = pair.b_segments.begin; s < corpus->DocumentSegments(pair.b_document).end; ++s) {
      rest += corpus->SegmentLength(s);
    }
    ASSERT_EQ(pair.b_tokens, std::min(rest, 30 - pair.anchor.tokens));
    ASSERT_EQ(PairSampler::Length(pair), pair.anchor.tokens + pair.b_tokens + 3);
  }
}

TEST(PairSampler, AnAnchorLinkedToEveryDocumentStillFindsARandomPartner) {
  TemporaryFolder folder;
  const Corpus corpus =
      CorpusBuilder().Document("a", {"x@b y@c"}).Document("b", {"z"}).Document("c", {"u"}).Open(folder / "c");
  const PairSampler sampler(corpus, OptionsOfLength(33), Split::kTraining, 1);
  for (std::uint64_t i = 0; i < 60; ++i) {
    const Pair pair = sampler.Sample(i);
    EXPECT_NE(pair.b_document, pair.anchor.document);
  }
}

TEST(PairSampler, ACorpusOfOneDocumentIsAnError) {
  TemporaryFolder folder;
  const Corpus corpus = CorpusBuilder().Document("a", {Words(5)}).Open(folder / "c");
  try {
    PairSampler(corpus, OptionsOfLength(33), Split::kTraining, 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
  }
}

}  // namespace
}  // namespace linkbert
