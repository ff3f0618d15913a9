// An optimizer's rule over a run of elements: raw pointers, one pass over memory, no allocation.
//
// Pure but for the arrays written; runs do not overlap, so any thread may take any of them. Without fused multiply-add,
// so that the update of an element depends on neither place nor instruction set.
#pragma once
#include <array>
#include <cstdint>

#include "core/optimizers/optimizer_rule.h"

namespace linkbert {

// Each [elements]; none overlaps another.
struct UpdateArrays {
  float* gradient;  // as it is before clipping; UpdateStates leaves the direction in its place
  float* masters;   // the parameters' values in fp32
  std::array<float*, kMostStates> states;
  std::uint16_t* working;  // where the new values go in bf16 as well; null: nowhere
};

// gradient_scale: clipping. Requires: the rule needs no norms of tensors.
void UpdateElements(const OptimizerRule& rule, float gradient_scale, std::int64_t elements, const UpdateArrays& arrays);

// The same in two, for rules that do: the states and the direction, and the step along it.
void UpdateStates(const OptimizerRule& rule, float gradient_scale, std::int64_t elements, const UpdateArrays& arrays);
void ApplyDirection(const OptimizerRule& rule, float trust_ratio, std::int64_t elements, const UpdateArrays& arrays);

}  // namespace linkbert
