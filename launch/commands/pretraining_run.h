// RunPretraining: puts the rooms together for one run: configuration, ranks, corpus, model, checkpoint, trainer.
//
// Collective over the launched ranks. What only one rank needs to check is checked on rank 0 first, so that a mistake
// is told once. Errors: as thrown by the rooms; under several ranks they end the whole job with the error's code.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/training/training_observer.h"

namespace linkbert {

struct PretrainRequest {
  std::string config;
  std::vector<std::string> settings;
  bool dry_run = false;
};

void RunPretraining(const PretrainRequest& request);

// What the steps of a measurement ran on.
struct MeasuredRun {
  bool is_first = true;  // rank 0
  int ranks = 1;
  std::string backend;
  int threads = 1;               // a rank
  double peak_memory_bytes = 0;  // of the process, the largest of the ranks
};

// The first `steps` steps of the run that the request describes, from initial weights, every step an interval that
// rank 0's observer is told of. No run folder, no checkpoint: nothing is written unless a step fails.
MeasuredRun MeasurePretraining(const PretrainRequest& request, std::int64_t steps, TrainingObserver& observer);

}  // namespace linkbert
