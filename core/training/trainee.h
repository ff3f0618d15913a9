// Trainee: what a training run holds of a model: flat parameters, how their gradients are reduced, how they are
// updated; and what of it checkpoints and the trainer need.
//
// Flow: ParameterSpecs -> [Trainee] -> models (by name), RunCheckpoints, Trainer. Collective as its parts.
// Threads: one.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/model/parameters.h"
#include "core/training/run_checkpoints.h"
#include "core/training/trainer.h"
#include "distributed/sharding/optimizer_options.h"

namespace linkbert {

class Trainee {
 public:
  // device and communicator must outlive it.
  Trainee(Device& device, std::vector<ParameterSpec> specs, const OptimizerOptions& options,
          Communicator& communicator);

  FlatParameters& parameters() { return parameters_; }
  const FlatLayout& layout() const { return parameters_.layout(); }

  RunCheckpoints Checkpoints(const std::string& run_folder, ModelFiles files, const RunIdentity& identity,
                             std::int64_t keep_last);
  // The rest of the parts is as it is by default.
  TrainerParts Parts(Task& task, CheckpointSink& checkpoints, TrainingObserver& observer);

 private:
  Communicator& communicator_;
  FlatParameters parameters_;
  GradientReducer reducer_;
  ShardedOptimizer optimizer_;
};

}  // namespace linkbert
