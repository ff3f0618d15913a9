// Metrics of ranked documents: recall at k, reciprocal rank, nDCG; their means over queries with standard errors.
//
// Pure; safe from any thread. Requires: a query has at least one relevant document, and a ranking no document twice.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/metrics/figures.h"

namespace linkbert {

// Relevant documents of a query with their gains, each above 0.
using Relevance = std::unordered_map<std::int64_t, double>;

// The share of the relevant documents that are among the first k.
double RecallAt(std::size_t k, std::span<const std::int64_t> ranking, const Relevance& relevance);

// 1 / the place of the first relevant document, from 1; 0 where the ranking has none.
double ReciprocalRank(std::span<const std::int64_t> ranking, const Relevance& relevance);

// Sum of gain / log2(place + 1) over the first k, over that of the best order (linear gains, as trec_eval's ndcg_cut
// and scikit-learn's ndcg_score).
double NdcgAt(std::size_t k, std::span<const std::int64_t> ranking, const Relevance& relevance);

struct RankedQuery {
  std::vector<std::int64_t> ranking;  // documents, best first
  const Relevance* relevance;
};

struct RankingFigures {
  Figures means;            // recall@1, @5, @10, @20, @100, mrr, ndcg@10
  Figures standard_errors;  // of the same names, over queries; with one query there are none
};

// Requires: at least one query.
RankingFigures ScoreRankings(std::span<const RankedQuery> queries);

}  // namespace linkbert
