// MeasurePretraining: the speed of a run's steps, without a run's folder.
//
// Collective. Errors: as thrown by the rooms.
#pragma once
#include <cstdint>
#include <string>

#include "core/runs/pretraining_setup.h"
#include "core/training/training_observer.h"

namespace linkbert {

// What the steps of a measurement ran on.
struct MeasuredRun {
  bool is_first = true;  // rank 0
  int ranks = 1;
  std::string backend;
  int threads = 1;               // a rank
  double peak_memory_bytes = 0;  // of the process, the largest of the ranks
};

// The first `steps` steps of the run that the configuration describes, from initial weights, every step an interval
// that rank 0's observer is told of. No run folder, no checkpoint: nothing is written unless a step fails. Requires:
// CheckPretraining has passed.
MeasuredRun MeasurePretraining(const PretrainConfiguration& configuration, std::int64_t steps,
                               TrainingObserver& observer, const RunContext& context);

}  // namespace linkbert
