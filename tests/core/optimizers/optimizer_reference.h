// One tensor's steps in fp64, straight from the papers' formulas; LAMB with apex's bias correction.
#pragma once
#include <ATen/ATen.h>

#include <cmath>

#include "core/optimizers/optimizer_options.h"

namespace linkbert::test {

struct OptimizerReference {
  at::Tensor parameter, m, v;

  explicit OptimizerReference(const at::Tensor& initial)
      : parameter(initial.to(at::kDouble)), m(at::zeros_like(parameter)), v(at::zeros_like(parameter)) {}

  void Step(const OptimizerOptions& o, double learning_rate, int t, const at::Tensor& g, bool decay) {
    const double wd = decay ? o.weight_decay : 0;
    m = o.beta1 * m + (1 - o.beta1) * g;
    v = o.beta2 * v + (1 - o.beta2) * g * g;
    const double c1 = 1 - std::pow(o.beta1, t);
    const double c2 = 1 - std::pow(o.beta2, t);
    if (o.name == "adamw") {
      parameter = parameter - learning_rate * wd * parameter;
      parameter = parameter - learning_rate * (m / c1) / ((v / c2).sqrt() + o.epsilon);
    } else if (o.name == "hf_adamw") {
      parameter = parameter - learning_rate * std::sqrt(c2) / c1 * m / (v.sqrt() + o.epsilon);
      parameter = parameter - learning_rate * wd * parameter;
    } else {
      const at::Tensor update = (m / c1) / ((v / c2).sqrt() + o.epsilon) + wd * parameter;
      const double p = parameter.norm().item<double>(), u = update.norm().item<double>();
      parameter = parameter - learning_rate * (wd > 0 && p > 0 && u > 0 ? p / u : 1) * update;
    }
  }
};

}  // namespace linkbert::test
