// What `evaluate` and `predict` do with a fine-tuned model, on the ranks that mpirun or srun started.
#pragma once
#include "core/evaluation/score_model.h"

namespace linkbert {

// Prints the figures, if any: a table, or results.json's content.
void ScoreOnAllRanks(const ScoreRequest& request, bool json = false);

}  // namespace linkbert
