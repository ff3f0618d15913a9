#include "data/samples/sample_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "data/samples/pretraining_sampler.h"
#include "tests/data/samples/synthetic_corpus.h"

namespace linkbert {
namespace {

using test::CorpusBuilder;
using test::DocumentOfToken;
using test::OptionsOfLength;
using test::SyntheticCorpus;
using test::TemporaryFolder;
using ::testing::Contains;

constexpr std::int64_t kTightLength = 23;  // segments of 11 and 12 tokens exceed A's budget of 10

// The input before masking, built the slow way: all tokens of A's run, all of B's document, then cut.
std::vector<std::int32_t> SlowInput(const Corpus& corpus, const Pair& pair) {
  std::vector<std::int32_t> a, b;
  for (SegmentId s = pair.anchor.segments.begin; s < pair.anchor.segments.end; ++s) corpus.AppendTokens(s, a);
  for (SegmentId s = pair.b_segments.begin; s < corpus.DocumentSegments(pair.b_document).end; ++s) {
    corpus.AppendTokens(s, b);
  }
  while (a.size() > 10) a.erase(a.begin());
  while (a.size() + b.size() > 20) b.pop_back();
  std::vector<std::int32_t> ids = {corpus.vocabulary().cls_id()};
  ids.insert(ids.end(), a.begin(), a.end());
  ids.push_back(corpus.vocabulary().sep_id());
  ids.insert(ids.end(), b.begin(), b.end());
  ids.push_back(corpus.vocabulary().sep_id());
  return ids;
}

TEST(SampleBuilder, UnmaskedSamplesAreTheTextOfTheCorpus) {
  const SyntheticCorpus corpus(500, 0.1);
  const PretrainingSampler sampler(*corpus, OptionsOfLength(kTightLength));
  for (std::uint64_t index = 0; index < 5000; ++index) {
    Sample sample = sampler.Sample(index);
    const Pair pair = sampler.Pair(index);
    ASSERT_EQ(sample.token_ids.size(), sampler.Length(index));
    ASSERT_EQ(sample.relation, pair.relation);
    ASSERT_EQ(sample.b_begin, static_cast<std::int32_t>(pair.anchor.tokens) + 2);
    for (std::size_t i = 0; i < sample.masked_positions.size(); ++i) {
      sample.token_ids[static_cast<std::size_t>(sample.masked_positions[i])] = sample.masked_labels[i];
    }
    ASSERT_EQ(sample.token_ids, SlowInput(*corpus, pair)) << index;
  }
}

TEST(SampleBuilder, TokenTypesChangeAfterTheFirstSeparator) {
  const SyntheticCorpus corpus(100);
  const PretrainingSampler sampler(*corpus, OptionsOfLength(kTightLength));
  const Sample sample = sampler.Sample(3);
  EXPECT_EQ(sample.token_ids[static_cast<std::size_t>(sample.b_begin) - 1], corpus->vocabulary().sep_id());
  EXPECT_EQ(sample.TokenType(0), 0);
  EXPECT_EQ(sample.TokenType(sample.b_begin - 1), 0);
  EXPECT_EQ(sample.TokenType(sample.b_begin), 1);
}

// Tokens name their documents; random replacements aside, all text of a sample is that of its two documents.
TEST(SampleBuilder, TrainingSamplesShowNoHeldOutText) {
  const SyntheticCorpus corpus(500, 0.3);
  SampleOptions options = OptionsOfLength(kTightLength);
  options.masking.random_share = 0;
  const PretrainingSampler sampler(*corpus, options);
  for (std::uint64_t index = 0; index < 2 * sampler.anchors(); ++index) {
    const Sample sample = sampler.Sample(index);
    std::vector<std::int32_t> shown = sample.token_ids;
    shown.insert(shown.end(), sample.masked_labels.begin(), sample.masked_labels.end());
    for (const std::int32_t token : shown) {
      const std::int64_t document = DocumentOfToken(*corpus, token);
      if (document < 0) continue;
      ASSERT_FALSE(corpus->IsHeldOut(static_cast<DocumentId>(document)));
      ASSERT_TRUE(document == sample.a_document || document == sample.b_document);
    }
  }
}

TEST(SampleBuilder, TheJoiningLinkIsWhereItsAnchorTextBegins) {
  const SyntheticCorpus corpus(500);
  const PretrainingSampler sampler(*corpus, OptionsOfLength(kTightLength));
  int linked = 0;
  for (std::uint64_t index = 0; index < 2000; ++index) {
    const Sample sample = sampler.Sample(index);
    const Pair pair = sampler.Pair(index);
    ASSERT_EQ(sample.link_position >= 0, sample.relation == Relation::kLinked);
    if (sample.relation != Relation::kLinked) continue;
    ++linked;
    std::int64_t place = 1 - std::int64_t{pair.anchor.skip};
    std::vector<std::int64_t> places;  // of all links to B's document
    for (SegmentId s = pair.anchor.segments.begin; s < pair.anchor.segments.end; ++s) {
      for (std::size_t i = 0; i < corpus->LinkTargets(s).size(); ++i) {
        if (corpus->LinkTargets(s)[i] == sample.b_document) places.push_back(place + corpus->LinkTokens(s)[i]);
      }
      place += corpus->SegmentLength(s);
    }
    ASSERT_THAT(places, Contains(sample.link_position));
    ASSERT_LT(sample.link_position, sample.b_begin - 1);
  }
  EXPECT_GT(linked, 500);
}

// If this number changes, every existing seed means other samples: runs cannot be resumed across the change.
TEST(SampleBuilder, SamplesOfASeedArePinned) {
  const SyntheticCorpus corpus(200);
  const PretrainingSampler sampler(*corpus, OptionsOfLength(kTightLength));
  std::vector<std::int32_t> seen;
  for (std::uint64_t index = 0; index < 1000; ++index) {
    const Sample sample = sampler.Sample(index);
    seen.push_back(static_cast<std::int32_t>(sample.relation));
    seen.insert(seen.end(), sample.token_ids.begin(), sample.token_ids.end());
    seen.insert(seen.end(), sample.masked_labels.begin(), sample.masked_labels.end());
  }
  EXPECT_EQ(Hash64(seen.data(), seen.size() * sizeof seen[0]), 14021321517024487384U);
}

TEST(SampleBuilder, LinksWithoutAPositionHaveNone) {
  TemporaryFolder folder;
  const Corpus corpus =
      CorpusBuilder().Document("a", {"x y"}).Document("b", {"z"}).DocumentLinks("a", {"b"}).Open(folder / "c");
  SampleOptions options = OptionsOfLength(kTightLength);
  options.mix = {0, 0, 1};
  const PretrainingSampler sampler(corpus, options);
  for (std::uint64_t index = 0; index < 8; ++index) EXPECT_EQ(sampler.Sample(index).link_position, -1);
}

}  // namespace
}  // namespace linkbert
