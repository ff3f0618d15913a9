// CorpusMixture: real corpora mixed by weight: shares, purity, fingerprints, and what cannot be mixed.
#include "data/samples/corpus_mixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "tests/support/corpus_builder.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using test::TemporaryFolder;
using testing::HasSubstr;

// Documents of two segments that link to the next one. Every corpus has all words, so the vocabularies are the same.
std::string WriteCorpus(const std::string& folder, int documents, const std::string& last_word = "w29") {
  test::CorpusBuilder builder;
  builder.Document("words", {test::Words(29) + " " + last_word});
  for (int i = 0; i < documents; ++i) {
    builder.Document(fmt::format("d{}", i), {fmt::format("w{} w1", i % 29), "w2 w3"});
  }
  for (int i = 0; i + 1 < documents; ++i) builder.DocumentLinks(fmt::format("d{}", i), {fmt::format("d{}", i + 1)});
  builder.Write(folder);
  return folder;
}

SampleOptions ShortSamples() {
  SampleOptions options;
  options.seed = 3;
  options.max_length = 16;
  return options;
}

class Mixture : public testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::vector<Corpus> corpora_ =
      OpenCorpora({WriteCorpus(folder_ / "a", 30), WriteCorpus(folder_ / "b", 10), WriteCorpus(folder_ / "c", 5)});
  const SampleOptions options_ = ShortSamples();

  std::vector<int> Counts(const CorpusMixture& mixture, std::uint64_t begin, std::uint64_t end) const {
    std::vector<int> counts(mixture.size());
    for (std::uint64_t i = begin; i < end; ++i) ++counts.at(mixture.Sample(i).corpus);
    return counts;
  }
};

TEST_F(Mixture, SharesFollowTheWeightsInEveryThousandSamples) {
  const CorpusMixture mixture(corpora_, {2, 1, 5}, options_);
  for (const std::uint64_t begin : {0U, 1000U, 7000U}) {
    EXPECT_THAT(Counts(mixture, begin, begin + 1000), testing::ElementsAre(250, 125, 625)) << begin;
  }
  const std::vector<int> few = Counts(mixture, 300, 400);
  EXPECT_NEAR(few[2], 62, 20) << "spread over the thousand, not in blocks";
}

TEST_F(Mixture, WithoutWeightsEveryCorpusHasTheShareOfItsAnchors) {
  const CorpusMixture mixture(corpora_, {}, options_);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_DOUBLE_EQ(mixture.Share(i),
                     static_cast<double>(mixture.Part(i).anchors()) / static_cast<double>(mixture.anchors()));
    EXPECT_NEAR(Counts(mixture, 0, 1000)[i], 1000 * mixture.Share(i), 1);
  }
  EXPECT_GT(mixture.Share(0), mixture.Share(1));
}

TEST_F(Mixture, ASampleIsAFunctionOfItsIndexAlone) {
  const CorpusMixture once(corpora_, {1, 1, 1}, options_), again(corpora_, {1, 1, 1}, options_);
  for (std::uint64_t i = 5000; i-- > 4900;) {  // begun anywhere, in any order
    const Sample sample = once.Sample(i), same = again.Sample(i);
    EXPECT_EQ(sample.index, i);
    EXPECT_EQ(sample.corpus, same.corpus);
    EXPECT_EQ(sample.token_ids, same.token_ids);
    EXPECT_EQ(sample.masked_positions, same.masked_positions);
    EXPECT_EQ(once.Length(i), sample.token_ids.size());
  }
}

TEST_F(Mixture, EveryAnchorOfEveryCorpusComesOnceAnEpoch) {
  const CorpusMixture mixture(corpora_, {}, options_);
  std::vector<std::vector<DocumentId>> seen(3);
  for (std::uint64_t i = 0; i < 4000; ++i) {
    const Sample sample = mixture.Sample(i);
    if (seen[sample.corpus].size() < mixture.Part(sample.corpus).anchors())
      seen[sample.corpus].push_back(sample.a_document);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    const std::set<DocumentId> documents(seen[i].begin(), seen[i].end());
    EXPECT_GT(documents.size(), corpora_[i].document_count() / 3) << i;
    EXPECT_EQ(seen[i].size(), mixture.Part(i).anchors());
  }
}

TEST_F(Mixture, OneCorpusIsItsOwnSampler) {
  const std::vector<Corpus> one = OpenCorpora({folder_ / "a"});
  const CorpusMixture mixture(one, {}, options_);
  const PretrainingSampler sampler(one.front(), options_);
  for (std::uint64_t i = 0; i < 100; ++i) EXPECT_EQ(mixture.Sample(i).token_ids, sampler.Sample(i).token_ids);
  EXPECT_EQ(FingerprintOf(one), one.front().fingerprint());
}

TEST_F(Mixture, TheFingerprintNamesAllCorporaInOrder) {
  const std::vector<Corpus> turned = OpenCorpora({folder_ / "b", folder_ / "a", folder_ / "c"});
  EXPECT_NE(FingerprintOf(corpora_), FingerprintOf(turned));
  EXPECT_EQ(FingerprintOf(corpora_), FingerprintOf(OpenCorpora({folder_ / "a", folder_ / "b", folder_ / "c"})));
}

TEST_F(Mixture, WhatDoesNotFitIsRefused) {
  EXPECT_THAT(ErrorOf(ErrorCode::kConfiguration,
                      [&] {
                        CorpusMixture(corpora_, {1, 2}, options_);
                      }),
              HasSubstr("2 weights for 3 corpora"));
  const std::string other = WriteCorpus(folder_ / "other", 5, "zebra");
  const std::string message = ErrorOf(ErrorCode::kInput, [&] { OpenCorpora({folder_ / "a", other}); });
  EXPECT_THAT(message, AllOf(HasSubstr(other), HasSubstr(folder_ / "a"), HasSubstr("vocabulary")));
}

}  // namespace
}  // namespace linkbert
