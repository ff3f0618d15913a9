// Pretrain: puts the rooms together for one run, started or resumed: ranks, corpus, model, checkpoint, trainer.
//
// Flow: PretrainConfiguration -> [Pretrain] -> runs/NAME/{config.yaml, run.json, log.txt, metrics.jsonl, checkpoints/}.
// Collective. Errors: as thrown by the rooms.
#pragma once
#include "core/runs/pretraining_setup.h"

namespace linkbert {

// Requires: CheckPretraining has passed.
TrainingEnd Pretrain(const PretrainConfiguration& configuration, const RunContext& context);

}  // namespace linkbert
