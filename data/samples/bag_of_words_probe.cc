#include "data/samples/bag_of_words_probe.h"

#include <algorithm>
#include <cmath>

namespace linkbert {
namespace {

constexpr int kPasses = 5;
constexpr float kRate = 0.5F;
constexpr float kSmall = 1e-8F;

float Weight(std::size_t features) { return 1.0F / std::sqrt(static_cast<float>(std::max<std::size_t>(features, 1))); }

}  // namespace

BagOfWordsProbe::BagOfWordsProbe(Side side, std::size_t vocabulary, std::span<const SampleSides> training)
    : side_(side), weights_(vocabulary + 1), squares_(vocabulary + 1) {
  for (int pass = 0; pass < kPasses; ++pass) {
    for (const SampleSides& sample : training) Learn(Features(sample), sample.relation);
  }
}

std::vector<std::int32_t> BagOfWordsProbe::Features(const SampleSides& sample) const {
  std::vector<std::int32_t> pieces = side_ == Side::kA ? sample.a : sample.b;
  std::sort(pieces.begin(), pieces.end());
  pieces.erase(std::unique(pieces.begin(), pieces.end()), pieces.end());
  return pieces;
}

RelationShares BagOfWordsProbe::Softmax(std::span<const std::int32_t> features) const {
  Scores scores = weights_.back();
  for (const std::int32_t piece : features) {
    for (std::size_t c = 0; c < kRelations; ++c) {
      scores[c] += Weight(features.size()) * weights_[static_cast<std::size_t>(piece)][c];
    }
  }
  const float largest = *std::max_element(scores.begin(), scores.end());
  RelationShares shares{};
  double sum = 0;
  for (std::size_t c = 0; c < kRelations; ++c) sum += shares[c] = std::exp(scores[c] - largest);
  for (double& share : shares) share /= sum;
  return shares;
}

void BagOfWordsProbe::Learn(std::span<const std::int32_t> features, Relation truth) {
  const RelationShares shares = Softmax(features);
  const auto update = [&](std::size_t feature, float value) {
    for (std::size_t c = 0; c < kRelations; ++c) {
      const float gradient = value * (static_cast<float>(shares[c]) - (static_cast<std::size_t>(truth) == c ? 1 : 0));
      squares_[feature][c] += gradient * gradient;
      weights_[feature][c] -= kRate * gradient / std::sqrt(squares_[feature][c] + kSmall);
    }
  };
  for (const std::int32_t piece : features) update(static_cast<std::size_t>(piece), Weight(features.size()));
  update(weights_.size() - 1, 1);
}

RelationShares BagOfWordsProbe::Probabilities(const SampleSides& sample) const { return Softmax(Features(sample)); }

Relation BagOfWordsProbe::Verdict(const SampleSides& sample) const {
  const RelationShares shares = Probabilities(sample);
  return static_cast<Relation>(std::max_element(shares.begin(), shares.end()) - shares.begin());
}

}  // namespace linkbert
