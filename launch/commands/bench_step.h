// `linkbert bench step`: times the first steps of a pretraining run, with the run's own trainer, samples and ranks.
//
// Nothing is written. Times are those of rank 0; a rank that waits for a slower one waits in `reduce`. The losses are
// those of the run itself, so that whoever compares can see that the same was computed.
#pragma once
#include <cstdint>

#include "launch/commands/pretraining_arguments.h"

namespace linkbert {

struct BenchStepArguments {
  PretrainingArguments run;
  std::int64_t warmup = 3;
  std::int64_t steps = 10;
  bool json = false;
};

// Collective over the launched ranks; rank 0 prints on stdout.
void BenchStep(const BenchStepArguments& arguments);

}  // namespace linkbert
