#include "core/weight_files/tensorflow_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace linkbert {
namespace {

// Of Google's AdamWeightDecayOptimizer, TensorFlow's Adam and LAMB, behind a variable's name; and variables of their
// own.
constexpr std::array<std::string_view, 8> kSlots = {
    "adam_m", "adam_v", "AdamWeightDecayOptimizer", "AdamWeightDecayOptimizer_1", "Adam", "Adam_1", "lamb_m", "lamb_v"};
constexpr std::array<std::string_view, 7> kCounters = {"global_step", "beta1_power",  "beta2_power",       "good_steps",
                                                       "loss_scale",  "save_counter", "current_loss_scale"};

// Heads of Google's run_classifier and run_squad, and of BioBERT's scripts that follow them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kHeads = {
    {{"output_weights", "classifier.weight"},
     {"output_bias", "classifier.bias"},
     {"cls/squad/output_weights", "qa_outputs.weight"},
     {"cls/squad/output_bias", "qa_outputs.bias"}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kLeaves = {{{"kernel", "weight"},
                                                                                   {"gamma", "weight"},
                                                                                   {"beta", "bias"},
                                                                                   {"output_weights", "weight"},
                                                                                   {"output_bias", "bias"}}};

template <typename List>
auto Find(const List& list, std::string_view name) {
  return std::ranges::find(list, name, [](const auto& pair) { return pair.first; });
}

std::vector<std::string> Parts(std::string_view name) {
  std::vector<std::string> parts;
  for (std::size_t slash = 0; slash != std::string_view::npos; name.remove_prefix(slash + 1)) {
    slash = name.find('/');
    parts.emplace_back(name.substr(0, slash));
    if (slash == std::string_view::npos) break;
  }
  return parts;
}

}  // namespace

std::optional<TensorFlowName> ParameterOfVariable(const std::string& variable) {
  std::vector<std::string> parts = Parts(variable);
  const std::string leaf = parts.back();
  if (std::ranges::find(kSlots, leaf) != kSlots.end() || std::ranges::find(kCounters, leaf) != kCounters.end())
    return std::nullopt;
  if (const auto head = Find(kHeads, variable); head != kHeads.end()) return TensorFlowName{std::string(head->second)};
  if (parts.size() < 2 || (parts[0] != "bert" && parts[0] != "cls")) return TensorFlowName{variable};
  for (std::string& part : parts) {
    if (part.starts_with("layer_")) part[std::string_view("layer").size()] = '.';
  }
  if (const auto known = Find(kLeaves, leaf); known != kLeaves.end()) {
    parts.back() = known->second;
  } else if (leaf.ends_with("_embeddings")) {
    parts.emplace_back("weight");
  }
  return TensorFlowName{fmt::format("{}", fmt::join(parts, ".")), leaf == "kernel"};
}

}  // namespace linkbert
