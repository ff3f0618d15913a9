#include "core/tasks/pretraining/shortcut_figures.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace linkbert {

const std::vector<double>& ShortcutFigures::better() const {
  return Mean(a_right).value > Mean(b_right).value ? a_right : b_right;
}

nlohmann::ordered_json ToJson(const ShortcutFigures& figures) {
  return {{"samples", figures.a_right.size()},
          {"unigram_entropy", figures.unigram_entropy},
          {"probe_a_only", ToJson(Mean(figures.a_right))},
          {"probe_b_only", ToJson(Mean(figures.b_right))},
          {"auc_b_only", ToJson(figures.auc_b_only)},
          {"auc_tfidf", ToJson(figures.auc_tfidf)}};
}

ShortcutFigures JudgeShortcuts(const Shortcuts& shortcuts, const PretrainingSampler& mix, std::int64_t count,
                               const LinkPairs& pairs) {
  ShortcutFigures figures;
  double masked = 0, loss = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const Sample sample = mix.Sample(static_cast<std::uint64_t>(i));
    const SampleSides sides = UnmaskedSides(sample);
    figures.a_right.push_back(shortcuts.a_only().Verdict(sides) == sample.relation);
    figures.b_right.push_back(shortcuts.b_only().Verdict(sides) == sample.relation);
    for (const std::int32_t label : sample.masked_labels) loss += shortcuts.UnigramLoss(label);
    masked += static_cast<double>(sample.masked_labels.size());
  }
  if (masked > 0) figures.unigram_entropy = loss / masked;
  std::vector<double> b_scores[2], similarities[2];  // of linked and of random partners
  for (std::uint64_t i = 0; i < pairs.size(); ++i) {
    const SampleSides sides = UnmaskedSides(pairs.Sample(i));
    b_scores[i % 2].push_back(LinkScore(shortcuts.b_only().Probabilities(sides)));
    similarities[i % 2].push_back(shortcuts.Similarity(sides));
  }
  figures.auc_b_only = PairedAuc(b_scores[0], b_scores[1]);
  figures.auc_tfidf = PairedAuc(similarities[0], similarities[1]);
  return figures;
}

double LinkScore(const RelationShares& shares) {
  constexpr double kTiny = 1e-300;  // no logarithm of 0
  return std::log(shares[static_cast<std::size_t>(Relation::kLinked)] + kTiny) -
         std::log(shares[static_cast<std::size_t>(Relation::kRandom)] + kTiny);
}

}  // namespace linkbert
