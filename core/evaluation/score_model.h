// ScoreModel: a fine-tuned model on a file of examples: metrics and predictions, or predictions alone.
//
// What the model was fine-tuned for stands in its config.json. Collective. Errors: as thrown by the rooms.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/metrics/figures.h"
#include "core/ranks/rank_facts.h"
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
};

// On rank 0; empty on the others.
struct ScoredModel {
  std::optional<Figures> figures;    // where labelled
  nlohmann::ordered_json results;    // results.json, where labelled
  std::vector<std::string> remarks;  // on the file
};

// command_line: what else all ranks must have in common.
ScoredModel ScoreModel(const ScoreRequest& request, Communicator& communicator, const RankFacts& command_line = {});

}  // namespace linkbert
