// Degrees, the longest and the most linked documents of a corpus.
#include "data/shards/corpus_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/corpus_builder.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;

Corpus ProfiledCorpus(const std::string& folder) {
  return test::Staircase().DocumentLinks("d0", {"d5", "d9"}).Open(folder);
}

std::vector<DocumentId> Numbers(const std::vector<DocumentFigures>& documents) {
  std::vector<DocumentId> numbers;
  for (const DocumentFigures& figures : documents) numbers.push_back(figures.document);
  return numbers;
}

TEST(CorpusProfile, DegreesAreCountedInBinsOfDoublingWidth) {
  const TemporaryFolder folder;
  const CorpusProfile profile = ProfileCorpus(ProfiledCorpus(folder / "c"));
  std::vector<std::vector<std::uint64_t>> bins;
  for (const DegreeBin& bin : profile.degrees) bins.push_back({bin.low, bin.high, bin.in, bin.out});
  // in: 9 8 7 6 5 5 3 2 1 1; out: 2 1 2 3 4 5 6 7 8 9
  EXPECT_THAT(bins, ElementsAre(ElementsAre(0, 0, 0, 0), ElementsAre(1, 1, 2, 1), ElementsAre(2, 3, 2, 3),
                                ElementsAre(4, 7, 4, 4), ElementsAre(8, 15, 2, 2)));
}

TEST(CorpusProfile, RankingsAreLongestFirstAndTiesInCorpusOrder) {
  const TemporaryFolder folder;
  const Corpus corpus = ProfiledCorpus(folder / "c");
  const CorpusProfile profile = ProfileCorpus(corpus, 3);
  EXPECT_THAT(Numbers(profile.longest), ElementsAre(9, 8, 7));
  EXPECT_THAT(Numbers(profile.most_linked), ElementsAre(0, 1, 2));
  EXPECT_THAT(Numbers(ProfileCorpus(corpus, 6).most_linked), ElementsAre(0, 1, 2, 3, 4, 5)) << "4 and 5 have five each";
  EXPECT_EQ(profile.longest[0].tokens, 19U);
  EXPECT_EQ(profile.longest[0].out_degree, 9U);
  EXPECT_EQ(profile.most_linked[0].in_degree, 9U);
  EXPECT_EQ(FiguresOf(corpus, 0).out_degree, 2U) << "links without a place count";
}

}  // namespace
}  // namespace linkbert
