#include "core/metrics/ranking_metrics.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/error.h"
#include "core/metrics/estimate.h"

namespace linkbert {
namespace {

constexpr std::size_t kRecallDepths[] = {1, 5, 10, 20, 100};
constexpr std::size_t kNdcgDepth = 10;

double Discount(std::size_t place) { return 1 / std::log2(static_cast<double>(place) + 2); }  // place from 0

double GainOf(std::int64_t document, const Relevance& relevance) {
  const auto at = relevance.find(document);
  return at == relevance.end() ? 0 : at->second;
}

using QueryScore = std::function<double(const RankedQuery&)>;

void AddMean(const std::string& name, std::span<const RankedQuery> queries, const QueryScore& score,
             RankingFigures& figures) {
  std::vector<double> values;
  for (const RankedQuery& query : queries) values.push_back(score(query));
  const Estimate mean = Mean(values);
  figures.means.Add(name, mean.value);
  if (values.size() > 1) figures.standard_errors.Add(name, mean.standard_error);
}

}  // namespace

double RecallAt(std::size_t k, std::span<const std::int64_t> ranking, const Relevance& relevance) {
  const auto top = ranking.first(std::min(k, ranking.size()));
  const auto found = std::ranges::count_if(top, [&](std::int64_t document) { return relevance.contains(document); });
  return static_cast<double>(found) / static_cast<double>(relevance.size());
}

double ReciprocalRank(std::span<const std::int64_t> ranking, const Relevance& relevance) {
  const auto first = std::ranges::find_if(ranking, [&](std::int64_t document) { return relevance.contains(document); });
  return first == ranking.end() ? 0 : 1 / static_cast<double>(first - ranking.begin() + 1);
}

double NdcgAt(std::size_t k, std::span<const std::int64_t> ranking, const Relevance& relevance) {
  std::vector<double> best;
  for (const auto& [document, gain] : relevance) best.push_back(gain);
  std::ranges::sort(best, std::greater<>());
  double ideal = 0, seen = 0;
  for (std::size_t place = 0; place < std::min(k, best.size()); ++place) ideal += best[place] * Discount(place);
  for (std::size_t place = 0; place < std::min(k, ranking.size()); ++place)
    seen += GainOf(ranking[place], relevance) * Discount(place);
  return seen / ideal;
}

RankingFigures ScoreRankings(std::span<const RankedQuery> queries) {
  LB_CHECK(!queries.empty());
  RankingFigures figures;
  for (const std::size_t k : kRecallDepths) {
    AddMean(
        fmt::format("recall@{}", k), queries,
        [k](const RankedQuery& query) { return RecallAt(k, query.ranking, *query.relevance); }, figures);
  }
  AddMean(
      "mrr", queries, [](const RankedQuery& query) { return ReciprocalRank(query.ranking, *query.relevance); },
      figures);
  AddMean(
      fmt::format("ndcg@{}", kNdcgDepth), queries,
      [](const RankedQuery& query) { return NdcgAt(kNdcgDepth, query.ranking, *query.relevance); }, figures);
  return figures;
}

}  // namespace linkbert
