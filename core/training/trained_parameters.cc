#include "core/training/trained_parameters.h"

#include <utility>

#include "base/error.h"

namespace linkbert {

TrainedParameters::TrainedParameters(Device& device, std::vector<ParameterSpec> specs, const OptimizerOptions& options,
                                     Communicator& communicator)
    : communicator_(communicator),
      parameters_(device, std::move(specs), kBucketElements, GradientMemory::kOwned, communicator.Size()),
      reducer_(parameters_, communicator),
      optimizer_(parameters_, options, communicator) {
  if (communicator.Size() == 1 || communicator.Device().kind() == device.kind()) return;
  throw Fail(
      ErrorCode::kConfiguration,
      "communication.backend: {} sums over ranks in another memory than that of the device that computes. Choose "
      "auto, or mpi for CPUs.",
      communicator.Name());
}

RunCheckpoints TrainedParameters::Checkpoints(const std::string& run_folder, ModelFiles files,
                                              const RunIdentity& identity, std::int64_t keep_last) {
  return {run_folder, std::move(files), identity, keep_last, communicator_, optimizer_, parameters_};
}

TrainerParts TrainedParameters::Parts(Task& task, CheckpointSink& checkpoints, TrainingObserver& observer) {
  return {.communicator = communicator_,
          .task = task,
          .parameters = parameters_,
          .reducer = reducer_,
          .optimizer = optimizer_,
          .checkpoints = checkpoints,
          .observer = observer,
          .stop_requested = nullptr,
          .run_folder = {},
          .evaluate = nullptr,
          .judge = nullptr};
}

}  // namespace linkbert
