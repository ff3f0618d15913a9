// TrainedParameters: what a training run holds of a model: its parameters, how their gradients are reduced, how they
// are updated; and what of it checkpoints and the trainer need.
//
// Flow: ParameterSpecs -> [TrainedParameters] -> models (by name), RunCheckpoints, Trainer. Collective as its parts.
// Threads: one.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/training/run_checkpoints.h"
#include "core/training/trainer.h"

namespace linkbert {

class TrainedParameters {
 public:
  // device and communicator must outlive it. Throws kConfiguration where the one's memory is not the other's.
  TrainedParameters(Device& device, std::vector<ParameterSpec> specs, const OptimizerOptions& options,
                    Communicator& communicator);

  FlatParameters& parameters() { return parameters_; }
  const FlatLayout& layout() const { return parameters_.layout(); }
  // Sets all values, as FlatParameters::Write, and the optimizer's masters with them.
  void Write(const std::function<void(std::span<float> flat)>& fill) { optimizer_.Write(fill); }

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
