#include "core/metrics/figures.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace linkbert {

const Figure* Figures::Find(std::string_view name) const {
  const auto at = std::find_if(list_.begin(), list_.end(), [&](const Figure& figure) { return figure.name == name; });
  return at == list_.end() ? nullptr : &*at;
}

nlohmann::ordered_json ToJson(const Figures& figures) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object(), remarks;
  for (const Figure& figure : figures.list()) {
    LB_CHECK(!figure.value || std::isfinite(*figure.value), "{}", figure.name);
    json[figure.name] = figure.value ? nlohmann::ordered_json(*figure.value) : nlohmann::ordered_json(nullptr);
    if (!figure.remark.empty()) remarks[figure.name] = figure.remark;
  }
  if (!remarks.empty()) json["remarks"] = std::move(remarks);
  return json;
}

MatchCounts& MatchCounts::operator+=(const MatchCounts& other) {
  correct += other.correct;
  predicted += other.predicted;
  gold += other.gold;
  return *this;
}

PrecisionRecallF1 ScoreCounts(const MatchCounts& counts) {
  const auto share = [](std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  PrecisionRecallF1 scores{.precision = share(counts.correct, counts.predicted),
                           .recall = share(counts.correct, counts.gold)};
  const double sum = scores.precision + scores.recall;
  if (sum > 0) scores.f1 = 2 * scores.precision * scores.recall / sum;
  if (counts.predicted == 0) scores.precision_remark = "nothing was predicted: precision is 0/0, taken as 0";
  if (counts.gold == 0) scores.recall_remark = "there is nothing to find: recall is 0/0, taken as 0";
  return scores;
}

std::string PrecisionRecallF1::F1Remark() const {
  return precision_remark + (precision_remark.empty() || recall_remark.empty() ? "" : "; ") + recall_remark;
}

Figures ToFigures(const PrecisionRecallF1& scores, const std::string& prefix) {
  Figures figures;
  figures.Add({prefix + "precision", scores.precision, scores.precision_remark});
  figures.Add({prefix + "recall", scores.recall, scores.recall_remark});
  figures.Add({prefix + "f1", scores.f1, scores.F1Remark()});
  return figures;
}

}  // namespace linkbert
