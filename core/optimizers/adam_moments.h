// The two moments that every rule of Adam's family keeps, and their decays.
//
// Source: Kingma and Ba, Adam: a method for stochastic optimization, 2015, algorithm 1.
#pragma once
#include <cmath>
#include <cstdint>

#include "core/optimizers/optimizer_options.h"

namespace linkbert {

struct AdamMoments {
  explicit AdamMoments(const OptimizerOptions& options)
      : beta1(static_cast<float>(options.beta1)),
        one_minus_beta1(static_cast<float>(1.0 - options.beta1)),
        beta2(static_cast<float>(options.beta2)),
        one_minus_beta2(static_cast<float>(1.0 - options.beta2)) {}

  void Move(float gradient, float* states) const {
    states[0] = beta1 * states[0] + one_minus_beta1 * gradient;
    states[1] = beta2 * states[1] + one_minus_beta2 * (gradient * gradient);
  }

  float beta1;
  float one_minus_beta1;  // in fp64 before rounding: 1 - 0.999f is off by 5e-5
  float beta2;
  float one_minus_beta2;
};

// What an average that began at 0 is short of after so many steps: 1 - beta^step_number.
inline double BiasCorrection(double beta, std::int64_t step_number) {
  return 1.0 - std::pow(beta, static_cast<double>(step_number));
}

}  // namespace linkbert
