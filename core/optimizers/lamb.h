// LAMB as apex's FusedLAMB, with which BERT is trained in batches of tens of thousands: Adam's direction plus the
// decay, made as long as a trust ratio says, |parameters| / |direction| of each tensor.
//
// The gradient is divided by its global norm where that is beyond max_gradient_norm. Tensors without decay (biases and
// LayerNorm; all of them where weight_decay is 0) have no trust ratio either; nor where one of the norms is 0.
// Source: You et al., Large batch optimization for deep learning, 2020, algorithm 2, with apex's bias correction.
#pragma once
#include "core/optimizers/adam_moments.h"
#include "core/optimizers/rule_facts.h"

namespace linkbert {

struct Lamb {
  static constexpr RuleFacts kFacts = {
      .name = "lamb",
      .doc = "for batches of tens of thousands, as apex's FusedLAMB (whose epsilon is 1e-6)",
      .states = "mv",
      .tensor_norms = true,
      .clip_epsilon = 0};

  static Lamb At(const OptimizerOptions& options, std::int64_t step_number, double learning_rate) {
    return {.moments = AdamMoments(options),
            .correction1 = static_cast<float>(1.0 / BiasCorrection(options.beta1, step_number)),
            .correction2 = static_cast<float>(1.0 / BiasCorrection(options.beta2, step_number)),
            .epsilon = static_cast<float>(options.epsilon),
            .decay = static_cast<float>(options.weight_decay),
            .learning_rate = static_cast<float>(learning_rate)};
  }
  Lamb WithoutDecay() const {
    Lamb rule = *this;
    rule.decay = 0;
    return rule;
  }
  bool Adapts() const { return decay != 0; }

  float Direction(float gradient, float parameter, float* states) const {
    moments.Move(gradient, states);
    return states[0] * correction1 / (std::sqrt(states[1] * correction2) + epsilon) + decay * parameter;
  }
  float Apply(float parameter, float direction, float trust_ratio) const {
    return parameter - learning_rate * trust_ratio * direction;
  }

  AdamMoments moments;
  float correction1;
  float correction2;
  float epsilon;
  float decay;
  float learning_rate;
};

}  // namespace linkbert
