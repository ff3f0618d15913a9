// What `evaluate` and `predict` print for people.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "core/evaluation/evaluate_predictions.h"
#include "core/evaluation/evaluate_retrieval.h"
#include "core/metrics/figures.h"

namespace linkbert {

void PrintFigures(const Figures& figures);
void PrintPredictions(const EvaluatedPredictions& evaluated);
void PrintRetrieval(const EvaluatedRetrieval& evaluated);
void PrintPretraining(const nlohmann::ordered_json& metrics);

}  // namespace linkbert
