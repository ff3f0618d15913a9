#include "core/training/trainee.h"

#include <utility>

namespace linkbert {

Trainee::Trainee(Device& device, std::vector<ParameterSpec> specs, const OptimizerOptions& options,
                 Communicator& communicator)
    : communicator_(communicator),
      parameters_(device, std::move(specs), kBucketElements, GradientMemory::kOwned),
      reducer_(parameters_.layout(), communicator),
      optimizer_(parameters_.layout(), options, communicator) {}

RunCheckpoints Trainee::Checkpoints(const std::string& run_folder, ModelFiles files, const RunIdentity& identity,
                                    std::int64_t keep_last) {
  return {run_folder, parameters_.layout(), std::move(files), identity,
          keep_last,  communicator_,        optimizer_,       parameters_.values()};
}

TrainerParts Trainee::Parts(Task& task, CheckpointSink& checkpoints, TrainingObserver& observer) {
  return {.communicator = communicator_,
          .task = task,
          .reducer = reducer_,
          .optimizer = optimizer_,
          .checkpoints = checkpoints,
          .observer = observer,
          .parameters = parameters_.values(),
          .gradients = parameters_.gradients(),
          .stop_requested = nullptr,
          .run_folder = {},
          .evaluate = nullptr,
          .judge = nullptr};
}

}  // namespace linkbert
