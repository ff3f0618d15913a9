// ScorePredictions: a file of predictions against a file of examples, without a model.
//
// Flow: GoldFile + Predictions -> [ScorePredictions: score_*.h of the type] -> ScoredPredictions. Needs no tensors.
// Pure but for reading. Errors: kInput naming file and id of what is missing, extra or of the wrong kind; kUsage for a
// type or a metric that such files have not.
#pragma once
#include "core/scoring/scored_predictions.h"

namespace linkbert {

ScoredPredictions ScorePredictions(const ScoringRequest& request);

}  // namespace linkbert
