#include "core/tasks/score_predictions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "core/tasks/multiple_choice/score_choices.h"
#include "core/tasks/question_answering/score_answers.h"
#include "core/tasks/sequence_classification/score_classes.h"
#include "core/tasks/token_classification/score_tags.h"

namespace linkbert {
namespace {

using Scorer = ScoredPredictions (*)(const GoldFile&, const Predictions&, const ScoringRequest&);

constexpr std::array<std::pair<std::string_view, Scorer>, 4> kScorers = {{{"question_answering", ScoreAnswerFile},
                                                                          {"sequence_classification", ScoreClassFile},
                                                                          {"token_classification", ScoreTagFile},
                                                                          {"multiple_choice", ScoreChoiceFile}}};

}  // namespace

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
