// What the verbs that train do alike at a run's start: what identifies its checkpoints, and its entry in run.json.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "core/configuration/option_walk.h"
#include "core/training/run_checkpoints.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {

// config_hash: of every option, as the run's config.yaml has them.
RunIdentity IdentityOf(const OptionWalk& configuration, std::int64_t seed, std::int64_t global_batch,
                       const std::string& fingerprint);

struct StartFacts {
  std::string command;
  const Topology& topology;
  std::string backend_requested;
  std::string backend_used;
  std::int64_t threads_requested;
  int threads_used;
  nlohmann::json facts;  // free form
};

// Rank 0 alone.
void RecordStart(const std::string& run_folder, const OptionWalk& configuration, const Restored& restored,
                 const StartFacts& facts);

}  // namespace linkbert
