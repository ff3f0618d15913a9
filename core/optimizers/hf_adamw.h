// The retired transformers.AdamW, which LinkBERT's recipes were tuned with: epsilon is added to the uncorrected root,
// and the decay comes last.
#pragma once
#include "core/optimizers/adam_moments.h"
#include "core/optimizers/rule_facts.h"

namespace linkbert {

struct HfAdamW {
  static constexpr RuleFacts kFacts = {
      .name = "hf_adamw",
      .doc = "as the retired transformers.AdamW, which LinkBERT's recipes were tuned with",
      .states = "mv",
      .tensor_norms = false,
      .clip_epsilon = 1e-6};

  static HfAdamW At(const OptimizerOptions& options, std::int64_t step_number, double learning_rate) {
    const double root_correction2 = std::sqrt(BiasCorrection(options.beta2, step_number));
    const double correction1 = BiasCorrection(options.beta1, step_number);
    return {.moments = AdamMoments(options),
            .epsilon = static_cast<float>(options.epsilon),
            .step_size = static_cast<float>(learning_rate * root_correction2 / correction1),
            .decay = static_cast<float>(learning_rate * options.weight_decay)};
  }
  HfAdamW WithoutDecay() const {
    HfAdamW rule = *this;
    rule.decay = 0;
    return rule;
  }
  static bool Adapts() { return false; }

  float Direction(float gradient, float /*parameter*/, float* states) const {
    moments.Move(gradient, states);
    return states[0] / (std::sqrt(states[1]) + epsilon);
  }
  float Apply(float parameter, float direction, float /*trust_ratio*/) const {
    const float moved = parameter - step_size * direction;
    return moved - decay * moved;
  }

  AdamMoments moments;
  float epsilon;
  float step_size;
  float decay;
};

}  // namespace linkbert
