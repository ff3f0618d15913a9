// RunPretraining: puts the rooms together for one run: configuration, ranks, corpus, model, checkpoint, trainer.
//
// Collective over the launched ranks. What only one rank needs to check is checked on rank 0 first, so that a mistake
// is told once. Errors: as thrown by the rooms; under several ranks they end the whole job with the error's code.
#pragma once
#include "launch/commands/pretraining_setup.h"

namespace linkbert {

void RunPretraining(const PretrainRequest& request);

}  // namespace linkbert
