#include "data/samples/link_pairs.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/data/samples/statistics.h"
#include "tests/data/samples/synthetic_corpus.h"

namespace linkbert {
namespace {

using test::OptionsOfLength;
using test::SyntheticCorpus;

constexpr std::uint64_t kAll = 1 << 20;

SampleOptions UniformOptions() {
  SampleOptions options = OptionsOfLength(33);
  options.random = "uniform";  // LinkPairs draw `matched` whatever training does
  return options;
}

TEST(LinkPairs, EveryAnchorWithALinkComesOnceLinkedAndOnceRandom) {
  const SyntheticCorpus corpus(700, 0.3);
  const LinkPairs pairs(*corpus, UniformOptions(), Split::kHeldOut, kAll, 1);
  std::set<DocumentId> documents;
  ASSERT_GT(pairs.size(), 200U);
  for (std::uint64_t i = 0; i < pairs.size(); i += 2) {
    const Sample linked = pairs.Sample(i), random = pairs.Sample(i + 1);
    ASSERT_EQ(linked.relation, Relation::kLinked);
    ASSERT_EQ(random.relation, Relation::kRandom);
    ASSERT_EQ(linked.a_document, random.a_document);
    ASSERT_EQ(linked.b_begin, random.b_begin);
    ASSERT_TRUE(corpus->IsHeldOut(linked.a_document));
    ASSERT_EQ(pairs.Length(i), linked.token_ids.size());
    documents.insert(linked.a_document);
  }
  EXPECT_GT(documents.size(), 100U);
}

TEST(LinkPairs, AShorterListIsTheBeginningOfTheWholeOne) {
  const SyntheticCorpus corpus(700, 0.3);
  const LinkPairs all(*corpus, UniformOptions(), Split::kHeldOut, kAll, 1);
  const LinkPairs few(*corpus, UniformOptions(), Split::kHeldOut, 20, 2);
  ASSERT_EQ(few.size(), 40U);
  for (std::uint64_t i = 0; i < few.size(); ++i) EXPECT_EQ(few.Sample(i).token_ids, all.Sample(i).token_ids);
}

// B alone must say nothing: random partners follow the distribution of linked ones.
TEST(LinkPairs, RandomPartnersAreDrawnAsLinkedOnesAre) {
  const SyntheticCorpus corpus(60);
  std::map<std::int64_t, double> linked;
  std::map<std::int64_t, std::int64_t> random;
  double total = 0;
  for (std::int64_t seed = 0; seed < 400; ++seed) {
    SampleOptions options = UniformOptions();
    options.seed = seed;
    const LinkPairs pairs(*corpus, options, Split::kTraining, kAll, 1);
    for (std::uint64_t i = 0; i < pairs.size(); i += 2) {
      const DocumentId target = pairs.Sample(i).b_document;
      linked[target] += 1;
      ++random[pairs.Sample(i + 1).b_document];
      total += 1;
    }
  }
  for (auto& [target, share] : linked) share /= total;
  // A's own document and those it links to are refused, so the two are close and not the same: compare the shares.
  double difference = 0;
  for (const auto& [target, share] : linked) {
    difference += std::abs(share - static_cast<double>(random[target]) / total) / 2;
  }
  EXPECT_LT(difference, 0.08);
}

TEST(LinkPairs, ThereAreNoneWhereNothingLinks) {
  const test::TemporaryFolder folder;
  const Corpus corpus =
      test::CorpusBuilder().Document("a", {"one two"}).Document("b", {"three four"}).Open(folder / "corpus");
  EXPECT_EQ(LinkPairs(corpus, UniformOptions(), Split::kTraining, kAll, 1).size(), 0U);
}

}  // namespace
}  // namespace linkbert
