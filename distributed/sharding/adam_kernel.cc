// Built without errno for sqrt, so that the loop vectorises, and without contraction to fused multiply-adds, so that
// every instruction set and every place in a loop rounds alike (distributed/CMakeLists.txt).
#include "distributed/sharding/adam_kernel.h"

#include <cmath>

#include "base/error.h"
#include "distributed/sharding/simd_clones.h"

namespace linkbert {
namespace {

LB_SIMD_CLONES void AdamW(const AdamScalars& scalars, std::int64_t elements, const float* __restrict gradient,
                          float* __restrict parameters, float* __restrict first, float* __restrict second) {
  const AdamScalars s = scalars;
  const float keep = 1.0F - s.decay;
  for (std::int64_t i = 0; i < elements; ++i) {
    const float g = gradient[i] * s.gradient_scale;
    const float m = s.beta1 * first[i] + s.one_minus_beta1 * g;
    const float v = s.beta2 * second[i] + s.one_minus_beta2 * (g * g);
    first[i] = m;
    second[i] = v;
    parameters[i] = parameters[i] * keep - s.step_size * (m / (std::sqrt(v) * s.root_scale + s.epsilon));
  }
}

LB_SIMD_CLONES void HfAdamW(const AdamScalars& scalars, std::int64_t elements, const float* __restrict gradient,
                            float* __restrict parameters, float* __restrict first, float* __restrict second) {
  const AdamScalars s = scalars;
  for (std::int64_t i = 0; i < elements; ++i) {
    const float g = gradient[i] * s.gradient_scale;
    const float m = s.beta1 * first[i] + s.one_minus_beta1 * g;
    const float v = s.beta2 * second[i] + s.one_minus_beta2 * (g * g);
    first[i] = m;
    second[i] = v;
    const float moved = parameters[i] - s.step_size * (m / (std::sqrt(v) + s.epsilon));
    parameters[i] = moved - s.decay * moved;
  }
}

}  // namespace

AdamScalars MakeAdamScalars(const OptimizerOptions& options, std::int64_t step_number, double lr,
                            double gradient_scale) {
  LB_CHECK(step_number >= 1, "optimizer step {}; steps count from 1", step_number);
  const double correction1 = 1.0 - std::pow(options.beta1, static_cast<double>(step_number));
  const double root_correction2 = std::sqrt(1.0 - std::pow(options.beta2, static_cast<double>(step_number)));
  const bool hf = KindOf(options) == AdamKind::kHfAdamW;
  return {.gradient_scale = static_cast<float>(gradient_scale),
          .beta1 = static_cast<float>(options.beta1),
          .one_minus_beta1 = static_cast<float>(1.0 - options.beta1),
          .beta2 = static_cast<float>(options.beta2),
          .one_minus_beta2 = static_cast<float>(1.0 - options.beta2),
          .epsilon = static_cast<float>(options.epsilon),
          .step_size = static_cast<float>(hf ? lr * root_correction2 / correction1 : lr / correction1),
          .root_scale = static_cast<float>(hf ? 1.0 : 1.0 / root_correction2),
          .decay = static_cast<float>(lr * options.weight_decay)};
}

void AdamUpdate(AdamKind kind, const AdamScalars& scalars, std::int64_t elements, const AdamArrays& arrays) {
  const auto& [gradient, parameters, first, second] = arrays;
  if (kind == AdamKind::kAdamW) {
    AdamW(scalars, elements, gradient, parameters, first, second);
  } else {
    HfAdamW(scalars, elements, gradient, parameters, first, second);
  }
}

}  // namespace linkbert
