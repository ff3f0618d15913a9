// EvaluateClassification: a model's predictions for a whole file, by all ranks together, and their metrics.
//
// Flow: ClassificationData + BertSequenceClassifier -> [EvaluateClassification] -> metrics, prediction lines.
// Collective; every rank gets everything. Errors: kCommunication.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/metrics/classification_metrics.h"
#include "core/model/sequence_classifier.h"
#include "core/tasks/classification_data.h"
#include "data/samples/batch_plan.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

struct ClassificationEvaluation {
  ClassificationMetrics metrics;
  double loss = 0;                      // mean cross entropy
  std::vector<std::int64_t> predicted;  // [examples] the class with the largest logit, the lowest of equals
  std::vector<float> logits;            // [examples, classes]
};

ClassificationEvaluation EvaluateClassification(BertSequenceClassifier& model, const ClassificationData& data,
                                                const BatchPlanOptions& plan, Communicator& communicator);

// {"accuracy": ..., "macro_f1": ..., "loss": ..., "examples": ...}
nlohmann::ordered_json ToJson(const ClassificationEvaluation& evaluation);

// JSON Lines of {"id", "label", "prediction", "logits": [by class]}, in the file's order.
std::string PredictionLines(const ClassificationEvaluation& evaluation, const ClassificationData& data,
                            const LabelSet& labels);

}  // namespace linkbert
