#include "data/samples/anchors.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/data/samples/synthetic_corpus.h"

namespace linkbert {
namespace {

using test::CorpusBuilder;
using test::OptionsOfLength;
using test::SyntheticCorpus;
using test::TemporaryFolder;
using test::Words;

// A's budget is 10 tokens.
std::vector<std::pair<SegmentId, SegmentId>> Runs(const Anchors& anchors) {
  std::vector<std::pair<SegmentId, SegmentId>> runs;
  for (std::uint64_t n = 0; n < anchors.size(); ++n) {
    runs.emplace_back(anchors.At(n).segments.begin, anchors.At(n).segments.end);
  }
  return runs;
}

using RunList = std::vector<std::pair<SegmentId, SegmentId>>;

TEST(Anchors, TakeAsManyWholeSegmentsAsFit) {
  TemporaryFolder folder;
  const Corpus corpus =
      CorpusBuilder().Document("a", {Words(4), Words(6), Words(1), Words(9), Words(2)}).Open(folder / "c");
  EXPECT_EQ(Runs(Anchors(corpus, OptionsOfLength(23), Split::kTraining, 1)), (RunList{{0, 2}, {2, 4}, {4, 5}}));
}

TEST(Anchors, AShortDocumentIsCutNearItsMiddle) {
  TemporaryFolder folder;
  const Corpus corpus = CorpusBuilder().Document("a", {Words(1), Words(3), Words(5)}).Open(folder / "c");
  EXPECT_EQ(Runs(Anchors(corpus, OptionsOfLength(23), Split::kTraining, 1)), (RunList{{0, 2}, {2, 3}}));
  SampleOptions whole = OptionsOfLength(23);
  whole.cut_short_documents = false;
  EXPECT_EQ(Runs(Anchors(corpus, whole, Split::kTraining, 1)), (RunList{{0, 3}}));
}

TEST(Anchors, AnOverlongSegmentKeepsItsEnd) {
  TemporaryFolder folder;
  const Corpus corpus = CorpusBuilder().Document("a", {Words(14), Words(2)}).Open(folder / "c");
  const Anchor anchor = Anchors(corpus, OptionsOfLength(23), Split::kTraining, 1).At(0);
  EXPECT_EQ(anchor.segments.end, 1U);
  EXPECT_EQ(anchor.skip, 4U);
  EXPECT_EQ(anchor.tokens, 10U);
  EXPECT_TRUE(anchor.has_successor);
}

// The obvious slow model: every segment of the split in exactly one run, runs inside one document and within the
// budget.
TEST(Anchors, CoverEverySegmentOfTheSplitOnce) {
  const SyntheticCorpus corpus(3000, 0.2);
  for (const Split split : {Split::kTraining, Split::kHeldOut}) {
    const Anchors anchors(*corpus, OptionsOfLength(23), split, 2);
    std::vector<int> covered(corpus->segment_count());
    for (std::uint64_t n = 0; n < anchors.size(); ++n) {
      const Anchor anchor = anchors.At(n);
      ASSERT_EQ(corpus->SegmentDocument(anchor.segments.end - 1), anchor.document);
      ASSERT_EQ(corpus->IsHeldOut(anchor.document), split == Split::kHeldOut);
      ASSERT_LE(anchor.tokens, 10U);
      ASSERT_EQ(anchor.has_successor, anchor.segments.end < corpus->DocumentSegments(anchor.document).end);
      for (SegmentId s = anchor.segments.begin; s < anchor.segments.end; ++s) ++covered[s];
    }
    for (SegmentId s = 0; s < corpus->segment_count(); ++s) {
      ASSERT_EQ(covered[s], corpus->IsHeldOut(corpus->SegmentDocument(s)) == (split == Split::kHeldOut)) << s;
    }
  }
}

TEST(Anchors, AreTheSameForAnyNumberOfThreads) {
  const SyntheticCorpus corpus(5000);
  EXPECT_EQ(Runs(Anchors(*corpus, OptionsOfLength(23), Split::kTraining, 1)),
            Runs(Anchors(*corpus, OptionsOfLength(23), Split::kTraining, 4)));
}

TEST(Anchors, ShortInputsHaveShortAnchorsAtTheConfiguredRate) {
  const SyntheticCorpus corpus(3000);
  SampleOptions options = OptionsOfLength(23);
  options.max_length = 83;
  options.short_probability = 0.25;
  const Anchors anchors(*corpus, options, Split::kTraining, 1);
  std::uint64_t shorter = 0;
  for (std::uint64_t n = 0; n < anchors.size(); ++n) {
    const Anchor anchor = anchors.At(n);
    ASSERT_GE(anchor.max_length, 10U);
    ASSERT_LE(anchor.tokens, (anchor.max_length - 3) / 2);
    shorter += anchor.max_length < 83;
  }
  // 73 of the 74 lengths are shorter than the longest.
  EXPECT_NEAR(static_cast<double>(shorter) / static_cast<double>(anchors.size()), 0.25 * 73 / 74, 0.02);
}

TEST(Anchors, ASplitWithoutTextIsAnError) {
  const SyntheticCorpus corpus(20);
  try {
    Anchors(*corpus, OptionsOfLength(23), Split::kHeldOut, 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    EXPECT_NE(std::string(error.what()).find("20"), std::string::npos);
  }
}

}  // namespace
}  // namespace linkbert
