#include "data/samples/mixed_sampler.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace linkbert {
namespace {

// Sample i is i tokens long, at most 100.
class CountingSource : public SampleSource {
 public:
  linkbert::Sample Sample(std::uint64_t index) const override {
    linkbert::Sample sample{};
    sample.index = index;
    sample.token_ids.assign(Length(index), 7);
    return sample;
  }
  std::uint32_t Length(std::uint64_t index) const override { return static_cast<std::uint32_t>(index % 100 + 1); }
  std::uint32_t MaximumLength() const override { return 100; }
};

const CountingSource kSource;

TEST(MixedSampler, EveryPartHasItsShareAndEverySampleComesOnce) {
  const MixedSampler mixed({{&kSource, 2.0}, {&kSource, 0.7}, {&kSource, 0.3}}, 1);
  std::vector<std::vector<int>> seen = {std::vector<int>(2002), std::vector<int>(700), std::vector<int>(301)};
  for (std::uint64_t index = 0; index < 3000; ++index) {
    const MixedSampler::Place place = mixed.Locate(index);
    ++seen.at(place.part).at(place.index);
  }
  // 1000 places a cycle: 667, 233 and 100 (the largest remainders are rounded up).
  const std::vector<std::size_t> counts = {3 * 667, 3 * 233, 3 * 100};
  for (std::size_t part = 0; part < 3; ++part) {
    for (std::size_t i = 0; i < seen[part].size(); ++i) EXPECT_EQ(seen[part][i], i < counts[part]) << part << " " << i;
  }
}

TEST(MixedSampler, PartsAreSpreadOverACycle) {
  const MixedSampler mixed({{&kSource, 1.0}, {&kSource, 1.0}}, 1);
  int changes = 0;
  for (std::uint64_t index = 1; index < 1000; ++index) {
    changes += mixed.Locate(index).part != mixed.Locate(index - 1).part;
  }
  EXPECT_NEAR(changes, 500, 80);  // five standard deviations
}

TEST(MixedSampler, SamplesAreThoseOfTheirPartsUnderTheMixturesIndex) {
  const MixedSampler mixed({{&kSource, 1.0}, {&kSource, 3.0}}, 5);
  for (std::uint64_t index = 0; index < 2500; ++index) {
    const MixedSampler::Place place = mixed.Locate(index);
    const Sample sample = mixed.Sample(index);
    EXPECT_EQ(sample.index, index);
    EXPECT_EQ(sample.corpus, place.part);
    EXPECT_EQ(sample.token_ids.size(), kSource.Length(place.index));
    EXPECT_EQ(mixed.Length(index), kSource.Length(place.index));
  }
}

TEST(MixedSampler, WeightsThatCannotBeMetAreErrors) {
  const std::vector<std::vector<MixedSampler::Part>> cases = {
      {}, {{&kSource, 0.0}}, {{&kSource, -1.0}}, {{&kSource, 1.0}, {&kSource, 1e-6}}};
  for (const auto& parts : cases) {
    try {
      MixedSampler(parts, 1);
      ADD_FAILURE() << parts.size();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kConfiguration);
    }
  }
}

}  // namespace
}  // namespace linkbert
