// RunFinetuning: all seeds of a fine-tuning run, started or resumed, and their table of results.
//
// One seed lies in runs/NAME itself, several in runs/NAME/seed-1 and so on; results.json of runs/NAME is the table over
// them. Collective over the launched ranks. Errors: as thrown by the rooms.
#pragma once
#include <string>
#include <vector>

#include "core/training/trainer.h"
#include "launch/configuration/finetune_configuration.h"

namespace linkbert {

struct FinetuneRequest {
  std::string config;
  std::vector<std::string> settings;
  bool dry_run = false;
};

void RunFinetuning(const FinetuneRequest& request);

// One run on ranks that are there already, as a suite of runs has them. Collective.
TrainingEnd FinetuneOn(const FinetuneConfiguration& configuration, bool dry_run, Communicator& communicator);

}  // namespace linkbert
