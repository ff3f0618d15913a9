// ScoreModel: a fine-tuned model on a file of examples: metrics and predictions, or predictions alone.
//
// What the model was fine-tuned for stands in its config.json. Collective over the launched ranks. Errors: as thrown by
// the rooms; under several ranks they end the whole job.
#pragma once
#include <string>

#include "distributed/communication/communicator.h"

namespace linkbert {

struct ScoreRequest {
  std::string task;        // as task.type; empty: whatever the model was fine-tuned for
  std::string metric;      // the one to name first; empty: as in training
  std::string mode;        // of TaskConfig; empty: as in training
  std::string labels;      // "a,b,c": the model's, in order; empty: as its config.json names them
  std::string model;       // as ResolveModelFolder takes it
  std::string input;       // JSON Lines
  std::string output;      // folder that gets results.json and the predictions; empty: none
  bool labelled = true;    // false: predictions alone, of examples whose labels, if any, are not looked at
  bool version_2 = false;  // questions may have no answer; for models whose config.json does not say
  bool strict = false;     // what is otherwise counted and told is an error
  bool json = false;       // the metrics as JSON on standard output
};

void ScoreModel(const ScoreRequest& request);

// The same on ranks that are there already. Collective.
void ScoreModelOn(const ScoreRequest& request, Communicator& communicator);

}  // namespace linkbert
