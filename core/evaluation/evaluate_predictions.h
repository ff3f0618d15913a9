// EvaluatePredictions: a file of predictions against a file of examples, without a model.
//
// What is scored and how follows from the dataset's name (data/datasets/registry.h) or from the task type. On one
// process. Errors: kUsage for names, kInput for the files.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/metrics/bootstrap.h"
#include "core/scoring/scored_predictions.h"

namespace linkbert {

struct EvaluatePredictionsRequest {
  std::string dataset;  // its task type and metric are taken; empty: `task` counts
  std::string task;     // type
  std::string metric;   // empty: the dataset's or the type's usual one
  std::string input;    // gold
  std::string predictions;
  std::string output;  // folder that gets results.json; empty: none
  bool strict_tags = false;
  std::string tag_scheme;         // empty: that of the gold tags
  std::int64_t bootstrap = 1000;  // replicates; 0: no standard error
};

struct EvaluatedPredictions {
  ScoredPredictions scored;
  std::optional<BootstrapError> error;
  nlohmann::ordered_json results;  // results.json
};

EvaluatedPredictions EvaluatePredictions(const EvaluatePredictionsRequest& request);

}  // namespace linkbert
