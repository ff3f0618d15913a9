// What a user may set about the optimizer.
#pragma once
#include <string>

#include "base/options.h"

namespace linkbert {

struct OptimizerOptions {
  std::string name = "adamw";  // of one of AllRules()
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;
  double max_gradient_norm = 1.0;  // 0: no clipping
};

void Visit(OptionVisitor& visitor, OptimizerOptions& options);

}  // namespace linkbert
