// Learning rate of a step: warm-up from 0, then a schedule. A pure function of the step, so a resumed run continues it.
// Source: LinkBERT's recipes (linear decay to 0 after warm-up), as in Hugging Face's get_linear_schedule_with_warmup.
#pragma once
#include <cstdint>
#include <string>

#include "base/options.h"

namespace linkbert {

struct ScheduleOptions {
  std::string name = "linear";
  double learning_rate = 3e-4;  // the peak
  std::int64_t warmup_steps = 0;
  double warmup_ratio = 0;        // of all steps, where warmup_steps is 0
  bool warmup_from_zero = false;  // the first step of a warm-up trains at 0, as Hugging Face's Trainer has it
  double final_fraction = 0;      // of the peak, reached at the last step
};

void Visit(OptionVisitor& visitor, ScheduleOptions& options);

// step: 0-based; total_steps > 0. Step 0 of a warm-up of w steps trains at peak / w, so that no step is wasted at 0,
// unless options.warmup_from_zero.
double LearningRate(const ScheduleOptions& options, std::int64_t step, std::int64_t total_steps);

}  // namespace linkbert
