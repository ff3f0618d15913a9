// OptimizerRule: one of the rules that parameters are updated by, with the numbers of one step.
//
// A rule is a struct in a file of its own, in arithmetic on single elements, so that every device builds it into its
// own loop or kernel:
//   struct Rule {
//     static constexpr RuleFacts kFacts;
//     static Rule At(const OptimizerOptions&, std::int64_t step_number, double learning_rate);
//     Rule WithoutDecay() const;                  // for biases and LayerNorm
//     bool Adapts() const;                        // whether Apply wants a trust ratio; false where
//     !kFacts.tensor_norms float Direction(float gradient, float parameter, float* states) const;  // moves the states,
//     [kFacts.states] float Apply(float parameter, float direction, float trust_ratio) const;  // the parameter's new
//     value
//   };
// A new rule is such a file and its name in the list below. Flow: OptimizerOptions -> [RuleAt] -> Device::Update.
// Plain values; safe from any thread. Errors: kConfiguration for an unknown name.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/optimizers/adamw.h"
#include "core/optimizers/hf_adamw.h"
#include "core/optimizers/lamb.h"
#include "core/optimizers/optimizer_options.h"

namespace linkbert {

using OptimizerRule = std::variant<AdamW, HfAdamW, Lamb>;

template <typename... Rules>
constexpr std::size_t MostStates(const std::variant<Rules...>* /*list*/) {
  return std::max({Rules::kFacts.StateCount()...});
}
inline constexpr std::size_t kMostStates = MostStates(static_cast<const OptimizerRule*>(nullptr));

std::vector<RuleFacts> AllRules();
RuleFacts FactsOf(const OptimizerOptions& options);
// step_number counts from 1.
OptimizerRule RuleAt(const OptimizerOptions& options, std::int64_t step_number, double learning_rate);

}  // namespace linkbert
