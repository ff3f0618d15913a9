#include "core/runs/pretraining_measurement.h"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "core/training/no_checkpoints.h"

namespace linkbert {
namespace {

// Collective.
double LargestPeakMemory(Communicator& communicator) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  double peak = 1024.0 * static_cast<double>(usage.ru_maxrss);
  communicator.AllReduce(&peak, &peak, 1, DType::kFloat64, ReduceOperation::kMax).Wait();
  return peak;
}

MeasuredRun Measure(PretrainingSetup& setup, std::int64_t steps, TrainingObserver& observer,
                    const RunContext& context) {
  setup.Begin();
  PretrainingTask task = setup.MakeTask(0);
  TrainingOptions training = setup.c.training;
  training.log_every = 1;
  training.steps = std::max(training.steps, steps);  // the configured schedule, cut short
  NoCheckpoints checkpoints;
  TrainingObserver silent;
  std::int64_t completed = 0;
  TrainerParts parts = setup.trained.Parts(task, checkpoints, setup.IsFirst() ? observer : silent);
  parts.overlap = setup.c.communication.overlap;
  parts.stop_requested = [&] { return ++completed == steps || context.stop_signalled(); };
  parts.run_folder = std::filesystem::temp_directory_path().string();
  Trainer trainer(training, setup.c.schedule, std::move(parts));
  trainer.Run({});
  return {.is_first = setup.IsFirst(),
          .ranks = setup.communicator.Size(),
          .backend = setup.communicator.Name(),
          .threads = setup.threads,
          .peak_memory_bytes = LargestPeakMemory(setup.communicator)};
}

}  // namespace

MeasuredRun MeasurePretraining(const PretrainConfiguration& configuration, std::int64_t steps,
                               TrainingObserver& observer, const RunContext& context) {
  RequireSamePretraining(configuration, context);
  PretrainingSetup setup(configuration, context.communicator);
  return Measure(setup, steps, observer, context);
}

}  // namespace linkbert
