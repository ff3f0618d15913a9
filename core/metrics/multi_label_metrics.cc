#include "core/metrics/multi_label_metrics.h"

#include <map>

#include "base/error.h"

namespace linkbert {
namespace {

void Merge(const std::vector<bool>& labels, std::vector<bool>& document) {
  document.resize(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) document[i] = document[i] || labels[i];
}

}  // namespace

MatchCounts CountLabels(const std::vector<std::vector<bool>>& gold, const std::vector<std::vector<bool>>& predicted) {
  LB_CHECK(gold.size() == predicted.size(), "{} examples, {} predictions", gold.size(), predicted.size());
  MatchCounts counts;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    LB_CHECK(gold[i].size() == predicted[i].size(), "example {}: {} labels, {} predicted", i, gold[i].size(),
             predicted[i].size());
    for (std::size_t label = 0; label < gold[i].size(); ++label) {
      counts.gold += gold[i][label] ? 1 : 0;
      counts.predicted += predicted[i][label] ? 1 : 0;
      counts.correct += gold[i][label] && predicted[i][label] ? 1 : 0;
    }
  }
  return counts;
}

MatchCounts CountByDocument(std::span<const std::string> ids, const std::vector<std::vector<bool>>& gold,
                            const std::vector<std::vector<bool>>& predicted) {
  LB_CHECK(ids.size() == gold.size() && ids.size() == predicted.size(), "{} ids, {} examples, {} predictions",
           ids.size(), gold.size(), predicted.size());
  std::map<std::string, std::pair<std::vector<bool>, std::vector<bool>>> documents;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto& [wanted, found] = documents[ids[i].substr(0, ids[i].find('_'))];
    Merge(gold[i], wanted);
    Merge(predicted[i], found);
  }
  std::vector<std::vector<bool>> merged_gold, merged_predicted;
  for (const auto& [id, labels] : documents) {
    merged_gold.push_back(labels.first);
    merged_predicted.push_back(labels.second);
  }
  return CountLabels(merged_gold, merged_predicted);
}

}  // namespace linkbert
