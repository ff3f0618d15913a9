#include "data/samples/link_candidates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/philox.h"
#include "tests/data/samples/statistics.h"
#include "tests/data/samples/synthetic_corpus.h"

namespace linkbert {
namespace {

using test::CorpusBuilder;
using test::SyntheticCorpus;
using test::TemporaryFolder;
using ::testing::ElementsAre;

std::vector<std::pair<DocumentId, std::int32_t>> Candidates(const Corpus& corpus, const std::string& scope,
                                                            std::uint64_t anchor) {
  SampleOptions options;
  options.max_length = 13;  // A's budget: 5 tokens
  options.link_scope = scope;
  const Anchors anchors(corpus, options, Split::kTraining, 1);
  std::vector<std::pair<DocumentId, std::int32_t>> found;
  for (const LinkCandidate& c : LinkCandidates(corpus, options, Split::kTraining).Of(anchors.At(anchor))) {
    found.emplace_back(c.target, c.token);
  }
  return found;
}

// Documents a, b, c, d, e are 0 to 4. The anchors of a are its first two segments and its third.
CorpusBuilder LinkedCorpus() {
  CorpusBuilder builder;
  builder.Document("a", {"x y@c", "z@b u@c v@b", "t s@d r q"});
  for (const char* id : {"b", "c", "d", "e"}) builder.Document(id, {"text"});
  return builder;
}

TEST(LinkCandidates, ExtendedScopeIsEveryLinkOfTheRunOnceByDocument) {
  TemporaryFolder folder;
  const Corpus corpus = LinkedCorpus().Open(folder / "c");
  EXPECT_THAT(Candidates(corpus, "extended", 0), ElementsAre(testing::Pair(1, 2), testing::Pair(2, 1)));
  EXPECT_THAT(Candidates(corpus, "extended", 1), ElementsAre(testing::Pair(3, 1)));
}

TEST(LinkCandidates, SegmentScopeIsTheFirstSegment) {
  TemporaryFolder folder;
  const Corpus corpus = LinkedCorpus().Open(folder / "c");
  EXPECT_THAT(Candidates(corpus, "segment", 0), ElementsAre(testing::Pair(2, 1)));
}

TEST(LinkCandidates, DocumentScopeReachesOutsideTheAnchor) {
  TemporaryFolder folder;
  const Corpus corpus = LinkedCorpus().Open(folder / "c");
  EXPECT_THAT(Candidates(corpus, "document", 1),
              ElementsAre(testing::Pair(1, -1), testing::Pair(2, -1), testing::Pair(3, 1)));
}

TEST(LinkCandidates, LinksWithoutAPositionCountInEveryScope) {
  TemporaryFolder folder;
  const Corpus corpus = LinkedCorpus().DocumentLinks("a", {"e", "c"}).Open(folder / "c");
  EXPECT_THAT(Candidates(corpus, "segment", 0), ElementsAre(testing::Pair(2, 1), testing::Pair(4, -1)));
  EXPECT_THAT(Candidates(corpus, "extended", 1),
              ElementsAre(testing::Pair(2, -1), testing::Pair(3, 1), testing::Pair(4, -1)));
}

TEST(LinkCandidates, LinksInTheUnfedFrontOfAnOverlongSegmentDoNotCount) {
  TemporaryFolder folder;
  const Corpus corpus =
      CorpusBuilder().Document("a", {"p@b q r@c s t u"}).Document("b", {"x"}).Document("c", {"y"}).Open(folder / "c");
  EXPECT_THAT(Candidates(corpus, "extended", 0), ElementsAre(testing::Pair(2, 1)));
}

TEST(LinkCandidates, TrainingSeesNoHeldOutTarget) {
  const SyntheticCorpus corpus(500, 0.3);
  const SampleOptions options;
  const Anchors anchors(*corpus, options, Split::kTraining, 1);
  const LinkCandidates links(*corpus, options, Split::kTraining);
  std::size_t found = 0;
  for (std::uint64_t n = 0; n < anchors.size(); ++n) {
    for (const LinkCandidate& c : links.Of(anchors.At(n))) {
      ASSERT_FALSE(corpus->IsHeldOut(c.target));
      ++found;
    }
    ASSERT_EQ(links.HasAny(anchors.At(n)), !links.Of(anchors.At(n)).empty());
  }
  EXPECT_GT(found, 100U);
}

TEST(LinkCandidates, HeldOutAnchorsLinkAnywhere) {
  const SyntheticCorpus corpus(500, 0.3);
  const SampleOptions options;
  const Anchors anchors(*corpus, options, Split::kHeldOut, 1);
  const LinkCandidates links(*corpus, options, Split::kHeldOut);
  std::map<bool, int> held_out;
  for (std::uint64_t n = 0; n < anchors.size(); ++n) {
    for (const LinkCandidate& c : links.Of(anchors.At(n))) ++held_out[corpus->IsHeldOut(c.target)];
  }
  EXPECT_GT(held_out[false], 100);
  EXPECT_GT(held_out[true], 30);
}

// Draws from the longest list of candidates of the corpus, against the exact distribution.
void ExpectDraws(const std::string& weight) {
  const SyntheticCorpus corpus(300);
  SampleOptions options;
  options.link_weight = weight;
  const Anchors anchors(*corpus, options, Split::kTraining, 1);
  const LinkCandidates links(*corpus, options, Split::kTraining);
  std::vector<LinkCandidate> most;
  for (std::uint64_t n = 0; n < anchors.size(); ++n) {
    if (auto of = links.Of(anchors.At(n)); of.size() > most.size()) most = std::move(of);
  }
  std::map<DocumentId, double> wanted;
  double total = 0;
  for (const auto& c : most) total += wanted[c.target] = weight == "uniform" ? 1.0 : 1.0 / corpus->InDegree(c.target);
  for (auto& [target, probability] : wanted) probability /= total;
  std::map<DocumentId, std::int64_t> seen;
  const RandomSequence draws(1, RandomStream::kPartner, 0);
  for (std::uint32_t i = 0; i < 50000; ++i) ++seen[links.Draw(most, draws.Uniform(i)).target];
  test::ExpectDistribution(seen, wanted);
}

TEST(LinkCandidates, TargetsAreDrawnInProportionToOneOverInDegree) { ExpectDraws("inverse_in_degree"); }
TEST(LinkCandidates, TargetsAreDrawnUniformlyOnRequest) { ExpectDraws("uniform"); }

}  // namespace
}  // namespace linkbert
