// FineTune: all seeds of a fine-tuning run, started or resumed, and their table of results.
//
// One seed lies in runs/NAME itself, several in runs/NAME/seed-1 and so on; results.json of runs/NAME is the table over
// them. Collective. Errors: as thrown by the rooms.
#pragma once
#include "core/configuration/finetune_configuration.h"
#include "core/runs/finetuning_inputs.h"
#include "core/runs/run_context.h"
#include "core/training/trainer.h"

namespace linkbert {

// inputs: of this configuration.
TrainingEnd FineTune(const FinetuneConfiguration& configuration, const FinetuningInputs& inputs,
                     const RunContext& context);

// The folder of one seed.
std::string SeedFolderOf(const FinetuneConfiguration& configuration, std::int64_t seed);

}  // namespace linkbert
