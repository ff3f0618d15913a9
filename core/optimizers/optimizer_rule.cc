#include "core/optimizers/optimizer_rule.h"

#include <fmt/ranges.h>

#include <type_traits>

#include "base/error.h"

namespace linkbert {
namespace {

// Calls visit(std::type_identity<Rule>()) for each rule, in the order of the list.
template <typename Visit, typename... Rules>
void ForEachRule(const std::variant<Rules...>* /*list*/, const Visit& visit) {
  (visit(std::type_identity<Rules>()), ...);
}

template <typename Visit>
void ForEachRule(const Visit& visit) {
  ForEachRule(static_cast<const OptimizerRule*>(nullptr), visit);
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const RuleFacts& rule : AllRules()) names.emplace_back(rule.name);
  return names;
}

std::string Doc() {
  std::vector<std::string> docs;
  for (const RuleFacts& rule : AllRules()) docs.push_back(fmt::format("{}: {}", rule.name, rule.doc));
  return fmt::format("{}", fmt::join(docs, "; "));
}

}  // namespace

std::vector<RuleFacts> AllRules() {
  std::vector<RuleFacts> rules;
  ForEachRule([&]<typename Rule>(std::type_identity<Rule>) { rules.push_back(Rule::kFacts); });
  return rules;
}

RuleFacts FactsOf(const OptimizerOptions& options) {
  for (const RuleFacts& rule : AllRules()) {
    if (rule.name == options.name) return rule;
  }
  throw Fail(ErrorCode::kConfiguration, "optimizer.name: {} is not an optimizer; choose one of {}", options.name,
             fmt::join(Names(), ", "));
}

OptimizerRule RuleAt(const OptimizerOptions& options, std::int64_t step_number, double learning_rate) {
  LB_CHECK(step_number >= 1, "optimizer step {}; steps count from 1", step_number);
  const std::string_view name = FactsOf(options).name;
  OptimizerRule rule = AdamW::At(options, step_number, learning_rate);
  ForEachRule([&]<typename Rule>(std::type_identity<Rule>) {
    if (Rule::kFacts.name == name) rule = Rule::At(options, step_number, learning_rate);
  });
  return rule;
}

void Visit(OptionVisitor& visitor, OptimizerOptions& options) {
  visitor.Field({.name = "name", .doc = Doc(), .choices = Names()}, options.name);
  visitor.Field({.name = "beta1", .doc = "Decay of the first moment", .minimum = 0, .maximum = 1}, options.beta1);
  visitor.Field({.name = "beta2", .doc = "Decay of the second moment", .minimum = 0, .maximum = 1}, options.beta2);
  visitor.Field({.name = "epsilon", .doc = "Added to the root of the second moment", .minimum = 0}, options.epsilon);
  visitor.Field({.name = "weight_decay", .doc = "Decay of weights; biases and LayerNorm have none", .minimum = 0},
                options.weight_decay);
  visitor.Field(
      {.name = "max_gradient_norm", .doc = "Longest gradient, by its global norm; 0 does not clip", .minimum = 0},
      options.max_gradient_norm);
}

}  // namespace linkbert
