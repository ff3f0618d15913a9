// TrainOnAllRanks: what the verbs that train have around their work beside OnAllRanks: stop signals, and what a run is
// given by the command line.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/runs/run_context.h"
#include "core/training/trainer.h"
#include "distributed/backends/factory.h"

namespace linkbert {

struct TrainingLine {
  bool dry_run = false;
  std::vector<std::string> own;  // options that a rank may have for itself, such as "--config"
};

// Collective. Throws kRequeue, once the ranks have parted, where a stop signal ended the training.
void TrainOnAllRanks(const TrainingLine& line, const std::function<CommunicationOptions()>& configure,
                     const std::function<TrainingEnd(const RunContext&)>& train);

}  // namespace linkbert
