// ScoreClasses: one class predicted for each example, whether by the class's name or by its number.
//
// Pure. Errors: kInput naming the example whose label or prediction is no class.
#pragma once
#include <string>

#include "core/scoring/gold_file.h"
#include "core/scoring/predictions.h"
#include "core/scoring/scored_predictions.h"

namespace linkbert {

// metric: one of ClassMetricNames.
ScoredPredictions ScoreClasses(const GoldFile& gold, const Predictions& predictions, const std::string& metric);

}  // namespace linkbert
