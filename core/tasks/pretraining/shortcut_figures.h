// ShortcutFigures: what shortcuts reach on the held-out samples a model is judged on, to be printed beside the model's.
//
// Flow: Shortcuts (learned from training samples) + held-out samples -> [ShortcutFigures] -> PretrainingEvaluation,
// `inspect sample --shortcuts`. No model is needed. Plain data.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "core/metrics/estimate.h"
#include "data/samples/link_pairs.h"
#include "data/samples/pretraining_sampler.h"
#include "data/samples/shortcuts.h"

namespace linkbert {

struct ShortcutFigures {
  std::vector<double> a_right;  // of each sample of the mix: 1 where A alone tells the relation
  std::vector<double> b_right;  // the same of B alone
  double unigram_entropy = 0;   // nats a masked token, under the training text's unigrams
  Estimate auc_b_only;          // linked against random by B alone
  Estimate auc_tfidf;           // the same by the TF-IDF cosine of A and B

  // The probe that is right more often.
  const std::vector<double>& better() const;
};

// "samples", "unigram_entropy", "probe_a_only", "probe_b_only", "auc_b_only", "auc_tfidf".
nlohmann::ordered_json ToJson(const ShortcutFigures& figures);

// On samples [0, count) of the mix and on all pairs.
ShortcutFigures JudgeShortcuts(const Shortcuts& shortcuts, const PretrainingSampler& mix, std::int64_t count,
                               const LinkPairs& pairs);

// "Linked or random?" as a number: the log odds of the two.
double LinkScore(const RelationShares& shares);

}  // namespace linkbert
