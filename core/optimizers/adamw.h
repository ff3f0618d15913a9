// AdamW as torch.optim.AdamW: the decay comes first, epsilon is added to the bias-corrected root.
//
// Source: Loshchilov and Hutter, Decoupled weight decay regularization, 2019, algorithm 2.
#pragma once
#include "core/optimizers/adam_moments.h"
#include "core/optimizers/rule_facts.h"

namespace linkbert {

struct AdamW {
  static constexpr RuleFacts kFacts = {.name = "adamw",
                                       .doc = "decoupled weight decay as torch.optim.AdamW",
                                       .states = "mv",
                                       .tensor_norms = false,
                                       .clip_epsilon = 1e-6};

  static AdamW At(const OptimizerOptions& options, std::int64_t step_number, double learning_rate) {
    return {.moments = AdamMoments(options),
            .epsilon = static_cast<float>(options.epsilon),
            .step_size = static_cast<float>(learning_rate / BiasCorrection(options.beta1, step_number)),
            .root_scale = static_cast<float>(1.0 / std::sqrt(BiasCorrection(options.beta2, step_number))),
            .keep = 1.0F - static_cast<float>(learning_rate * options.weight_decay)};
  }
  AdamW WithoutDecay() const {
    AdamW rule = *this;
    rule.keep = 1;
    return rule;
  }
  static bool Adapts() { return false; }

  float Direction(float gradient, float /*parameter*/, float* states) const {
    moments.Move(gradient, states);
    return states[0] / (std::sqrt(states[1]) * root_scale + epsilon);
  }
  float Apply(float parameter, float direction, float /*trust_ratio*/) const {
    return parameter * keep - step_size * direction;
  }

  AdamMoments moments;
  float epsilon;
  float step_size;
  float root_scale;
  float keep;  // of a parameter's value after the decay
};

}  // namespace linkbert
