// How a pretraining run is judged on held-out documents: the `evaluation` group of a configuration.
#pragma once
#include <cstdint>

#include "base/options.h"

namespace linkbert {

struct EvaluationOptions {
  std::int64_t every = 0;              // steps; 0: not during training
  std::int64_t samples = 2048;         // held-out samples in the training's own mix: MLM, DRP accuracy
  std::int64_t anchors = 1024;         // held-out anchors with links: linked against random (AUC)
  std::int64_t probe_samples = 20000;  // training samples that the shortcut probes learn from
};

void Visit(OptionVisitor& visitor, EvaluationOptions& options);

}  // namespace linkbert
