#include "core/scoring/score_predictions.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"

namespace linkbert {
namespace {

using Scorer = ScoredPredictions (*)(const GoldFile&, const Predictions&, const ScoringRequest&);

constexpr std::array<std::pair<std::string_view, Scorer>, 4> kScorers = {{{"question_answering", ScoreAnswerFile},
                                                                          {"sequence_classification", ScoreClassFile},
                                                                          {"token_classification", ScoreTagFile},
                                                                          {"multiple_choice", ScoreChoiceFile}}};

}  // namespace

std::string ChooseMetric(const ScoringRequest& request, std::span<const char* const> names) {
  if (request.metric.empty()) return names.front();
  if (std::ranges::find(names, request.metric) != names.end()) return request.metric;
  throw Fail(ErrorCode::kUsage, "metric {}: the examples of {} have {}.", request.metric, request.gold,
             fmt::join(names, ", "));
}

ScoredPredictions ScorePredictions(const ScoringRequest& request) {
  const auto* const scorer = std::ranges::find(kScorers, request.type, &std::pair<std::string_view, Scorer>::first);
  if (scorer == kScorers.end()) throw Fail(ErrorCode::kUsage, "task {} has no predictions to score.", request.type);
  const GoldFile gold = ReadGoldFile(request.gold, request.type);
  const Predictions predictions(request.predictions);
  predictions.RequireIdsOf(gold);
  ScoredPredictions scored = scorer->second(gold, predictions, request);
  scored.examples = gold.examples.size();
  return scored;
}

}  // namespace linkbert
