// EvaluatePretraining: MLM and document relation prediction on a corpus's held-out documents.
//
// Collective. Errors: as thrown by the rooms.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "core/configuration/pretrain_configuration.h"
#include "core/ranks/rank_facts.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

struct EvaluatePretrainingRequest {
  std::string model;   // as ResolveModelFolder takes it
  std::string corpus;  // folder
  std::string output;  // folder that gets results.json; empty: none
};

// configuration: its model's sizes are those of the model; its groups `samples` and `evaluation` are used.
// command_line: what else all ranks must have in common. The metrics on rank 0, null on the others.
nlohmann::ordered_json EvaluatePretraining(const EvaluatePretrainingRequest& request,
                                           const PretrainConfiguration& configuration, Communicator& communicator,
                                           const RankFacts& command_line = {});

}  // namespace linkbert
