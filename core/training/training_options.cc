#include "core/training/training_options.h"

namespace linkbert {

void VisitLoop(OptionVisitor& v, TrainingOptions& o) {
  v.Field({.name = "global_batch",
           .doc = "Samples of one optimizer step, over all ranks and accumulation; the result does not depend on how "
                  "they are dealt",
           .unit = "samples",
           .minimum = 1},
          o.global_batch);
  v.Field({.name = "micro_batch_tokens",
           .doc = "Most tokens of one forward and backward pass on one rank; less needs less memory",
           .unit = "tokens",
           .minimum = 8},
          o.micro_batch_tokens);
  v.Field({.name = "log_every", .doc = "Steps between log lines", .unit = "steps", .minimum = 1}, o.log_every);
  v.Field({.name = "save_every",
           .doc = "Steps between checkpoints; the last step is always saved",
           .unit = "steps",
           .minimum = 1},
          o.save_every);
  v.Field({.name = "keep_checkpoints",
           .doc = "Newest checkpoints that stay; older ones go once a newer one is durable",
           .minimum = 1},
          o.keep_checkpoints);
  v.Field({.name = "threads",
           .doc = "Compute threads of a rank; 0 takes the cores it may use divided by the ranks of its host",
           .minimum = 0,
           .maximum = 1024},
          o.threads);
}

void Visit(OptionVisitor& v, TrainingOptions& o) {
  v.Field({.name = "steps", .doc = "Optimizer steps of the whole run", .unit = "steps", .minimum = 1}, o.steps);
  VisitLoop(v, o);
  v.Field({.name = "loader_threads",
           .doc = "Threads of a rank that build batches ahead of the step",
           .minimum = 1,
           .maximum = 64},
          o.loader_threads);
  v.Field(
      {.name = "drp_weight", .doc = "Weight of the DRP loss beside the MLM loss (paper section 4.2: 1)", .minimum = 0},
      o.drp_weight);
  v.Field(
      {.name = "not_finite",
       .doc = "What a step does whose loss or gradient norm is NaN or infinite: end the run, or leave parameters and "
              "moments as they were and go on (10 in a row end it all the same). Its samples are written down",
       .choices = {"error", "skip"}},
      o.not_finite);
}

void Visit(OptionVisitor& v, RunOptions& o) {
  v.Field({.name = "name",
           .doc = "Name of the run's folder; empty takes the configuration's file name. The same name resumes"},
          o.name);
  v.Field({.name = "folder", .doc = "Where runs are kept"}, o.folder);
}

}  // namespace linkbert
