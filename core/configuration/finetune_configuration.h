// FinetuneConfiguration: the whole tree of options of a fine-tuning run, each declared in the room that uses it.
//
// Flow: YAML and --set -> [FinetuneConfiguration] -> the rooms' plain structs. Built once at start. The defaults are
// those of LinkBERT's fine-tuning scripts (Hugging Face's Trainer 4.9.1).
#pragma once
#include <string>
#include <vector>

#include "core/configuration/option_walk.h"
#include "core/finetuning/model_selection.h"
#include "core/optimizers/optimizer_options.h"
#include "core/tasks/finetuning_options.h"
#include "core/training/learning_rate.h"
#include "distributed/backends/factory.h"

namespace linkbert {

struct FinetuneConfiguration {
  FinetuneConfiguration();

  RunOptions run;
  TaskDataOptions data;
  StartModelOptions model;
  TaskOptions task;
  FinetuningOptions training;
  ScheduleOptions schedule;
  OptimizerOptions optimizer;
  SelectionOptions selection;
  CommunicationOptions communication;
};

void Visit(OptionVisitor& visitor, FinetuneConfiguration& configuration);
OptionWalk WalkOf(FinetuneConfiguration& configuration);

// As CheckSameRun of a pretraining configuration; the number of seeds may change between several and several.
void CheckSameRun(const FinetuneConfiguration& configuration, const std::string& config_yaml);

}  // namespace linkbert
