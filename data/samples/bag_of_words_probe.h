// BagOfWordsProbe: a classifier of the relation that sees one side alone, to tell how far a shortcut gets.
//
// Flow: training samples' A or B -> [BagOfWordsProbe] -> accuracy beside the model's (docs/evaluation.md). Multinomial
// logistic regression on which pieces occur, each weighing 1 / sqrt(distinct pieces); Adagrad, one example at a time in
// the order given, a fixed number of passes: no randomness. Train on one thread; reading is safe from any.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "data/samples/relation_mix.h"

namespace linkbert {

// One sample's two sides as they were before masking, without special pieces.
struct SampleSides {
  std::vector<std::int32_t> a;
  std::vector<std::int32_t> b;
  Relation relation;
};

class BagOfWordsProbe {
 public:
  enum class Side { kA, kB };

  BagOfWordsProbe(Side side, std::size_t vocabulary, std::span<const SampleSides> training);

  // In the order of Relation; sums to 1.
  RelationShares Probabilities(const SampleSides& sample) const;
  Relation Verdict(const SampleSides& sample) const;

 private:
  using Scores = std::array<float, kRelations>;
  // The distinct pieces of this probe's side, ascending.
  std::vector<std::int32_t> Features(const SampleSides& sample) const;
  RelationShares Softmax(std::span<const std::int32_t> features) const;
  void Learn(std::span<const std::int32_t> features, Relation truth);

  Side side_;
  std::vector<Scores> weights_;  // [vocabulary + 1], the last one is the bias
  std::vector<Scores> squares_;  // sums of squared gradients
};

}  // namespace linkbert
