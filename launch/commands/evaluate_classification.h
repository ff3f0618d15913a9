// `linkbert evaluate --task sequence_classification`: a fine-tuned model's metrics on a file of examples.
//
// What the model was fine-tuned for stands in its config.json. Collective over the launched ranks. Errors: as thrown by
// the rooms; under several ranks they end the whole job.
#pragma once
#include <string>

namespace linkbert {

struct EvaluateClassificationRequest {
  std::string model;   // as ResolveModelFolder takes it
  std::string input;   // JSON Lines
  std::string output;  // folder that gets results.json and predictions.jsonl; empty: none
};

void EvaluateSequenceClassification(const EvaluateClassificationRequest& request);

}  // namespace linkbert
