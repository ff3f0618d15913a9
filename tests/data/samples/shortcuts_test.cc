#include "data/samples/shortcuts.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/data/samples/synthetic_corpus.h"

namespace linkbert {
namespace {

constexpr int kVocabulary = 50;

// Sides of random pieces, but the relation stands in B as piece 40, 41 or 42.
std::vector<SampleSides> Betraying(std::uint64_t seed, int count) {
  std::vector<SampleSides> samples;
  for (int i = 0; i < count; ++i) {
    const RandomSequence draws(seed, RandomStream::kPartner, static_cast<std::uint64_t>(i));
    SampleSides sample;
    sample.relation = static_cast<Relation>(draws.Below(0, 3));
    for (std::uint32_t t = 1; t < 12; ++t) {
      sample.a.push_back(static_cast<std::int32_t>(draws.Below(t, 40)));
      sample.b.push_back(static_cast<std::int32_t>(draws.Below(t + 50, 40)));
    }
    sample.b.push_back(40 + static_cast<std::int32_t>(sample.relation));
    samples.push_back(sample);
  }
  return samples;
}

double Accuracy(const BagOfWordsProbe& probe, const std::vector<SampleSides>& samples) {
  int right = 0;
  for (const SampleSides& sample : samples) right += probe.Verdict(sample) == sample.relation;
  return right / static_cast<double>(samples.size());
}

TEST(BagOfWordsProbe, FindsWhatOneSideBetraysAndNothingElse) {
  const std::vector<SampleSides> training = Betraying(1, 2000), test = Betraying(2, 1000);
  const BagOfWordsProbe a_only(BagOfWordsProbe::Side::kA, kVocabulary, training);
  const BagOfWordsProbe b_only(BagOfWordsProbe::Side::kB, kVocabulary, training);
  EXPECT_GT(Accuracy(b_only, test), 0.98);
  EXPECT_NEAR(Accuracy(a_only, test), 1.0 / 3, 0.05);  // 1000 samples: a standard error of 0.015
}

TEST(BagOfWordsProbe, ProbabilitiesSumToOne) {
  const std::vector<SampleSides> samples = Betraying(3, 50);
  const BagOfWordsProbe probe(BagOfWordsProbe::Side::kB, kVocabulary, samples);
  for (const SampleSides& sample : samples) {
    const RelationShares shares = probe.Probabilities(sample);
    EXPECT_NEAR(shares[0] + shares[1] + shares[2], 1, 1e-9);
  }
}

TEST(Shortcuts, UnmaskingRestoresTheText) {
  const test::SyntheticCorpus corpus(100);
  const PretrainingSampler sampler(*corpus, test::OptionsOfLength(33));
  const Sample sample = sampler.Sample(3);
  ASSERT_FALSE(sample.masked_labels.empty());
  const SampleSides sides = UnmaskedSides(sample);
  EXPECT_EQ(sides.a.size() + sides.b.size() + 3, sample.token_ids.size());
  for (const std::int32_t piece : sides.a) EXPECT_EQ(test::DocumentOfToken(*corpus, piece), sample.a_document);
  for (const std::int32_t piece : sides.b) EXPECT_EQ(test::DocumentOfToken(*corpus, piece), sample.b_document);
}

TEST(Shortcuts, SimilarityIsHighestForTheSameText) {
  const test::SyntheticCorpus corpus(100);
  const Shortcuts shortcuts(*corpus, test::OptionsOfLength(33), 500, 1);
  const SampleSides same = {{10, 11, 12}, {12, 11, 10}, Relation::kRandom};
  const SampleSides half = {{10, 11, 12}, {12, 30, 31}, Relation::kRandom};
  const SampleSides none = {{10, 11, 12}, {20, 21, 22}, Relation::kRandom};
  EXPECT_NEAR(shortcuts.Similarity(same), 1, 1e-9);
  EXPECT_GT(shortcuts.Similarity(half), 0.1);
  EXPECT_LT(shortcuts.Similarity(half), 0.9);
  EXPECT_EQ(shortcuts.Similarity(none), 0);
}

TEST(Shortcuts, UnigramModelIsADistribution) {
  const test::SyntheticCorpus corpus(100);
  const Shortcuts shortcuts(*corpus, test::OptionsOfLength(33), 300, 2);
  double sum = 0;
  for (std::int32_t piece = 0; piece < corpus->vocabulary().size(); ++piece) {
    sum += std::exp(-shortcuts.UnigramLoss(piece));
  }
  EXPECT_NEAR(sum, 1, 1e-9);
}

}  // namespace
}  // namespace linkbert
