// ScoreAnswerFile: a text predicted for each question.
//
// The files' ids have been compared; the request's metric may be empty. Pure. Errors: as ScorePredictions.
#pragma once
#include "core/scoring/gold_file.h"
#include "core/scoring/predictions.h"
#include "core/scoring/scored_predictions.h"

namespace linkbert {

ScoredPredictions ScoreAnswerFile(const GoldFile& gold, const Predictions& predictions, const ScoringRequest& request);

}  // namespace linkbert
