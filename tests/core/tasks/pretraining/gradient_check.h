// CheckGradients: a model's gradients against those that transformers computed of the same batch.
#pragma once
#include <algorithm>
#include <string>

#include "tests/core/sharding/host_tensors.h"
#include "tests/core/tasks/pretraining/reference_case.h"

namespace linkbert::test {

// Of the largest magnitude: sums over rows in fp32 against double.
inline constexpr double kGradient = 1e-4;

// What the softmax of a family's loss runs over.
enum class SoftmaxOver { kClasses, kChoices, kTokens };

// A softmax does not see what is added to all its scores: such a bias's gradient is 0 but for rounding. Empty, or the
// parameter whose gradient sums terms of the same size.
inline std::string PartnerOfZeroGradient(const std::string& name, const BertConfig& config, SoftmaxOver over) {
  if (name.ends_with("key.bias")) return name.substr(0, name.size() - 8) + "query.bias";
  if (over == SoftmaxOver::kChoices && name == "classifier.bias") return "classifier.weight";
  if (over != SoftmaxOver::kTokens) return "";
  const std::string last = fmt::format("bert.encoder.layer.{}.output.LayerNorm.", config.num_hidden_layers - 1);
  if (name == last + "bias") return last + "weight";
  return name == "qa_outputs.bias" ? "qa_outputs.weight" : "";
}

// The parameter whose gradient says how large the terms are of one that nearly cancels: the bias of the last LayerNorm
// adds the same to all choices, and what is left comes from the pooler's tanh alone. Else the parameter itself.
inline std::string MeasureOf(const std::string& name, const BertConfig& config, SoftmaxOver over) {
  const std::string last = fmt::format("bert.encoder.layer.{}.output.LayerNorm.", config.num_hidden_layers - 1);
  return over == SoftmaxOver::kChoices && name == last + "bias" ? last + "weight" : name;
}

// Every gradient of `parameters` against the reference's.
inline void CheckGradients(const ReferenceCase& reference, const FlatParameters& parameters,
                           SoftmaxOver over = SoftmaxOver::kClasses) {
  const auto largest = [](const at::Tensor& tensor) { return tensor.abs().max().item<double>(); };
  for (const auto& entry : parameters.layout().entries()) {
    const std::string& name = entry.spec.name;
    const at::Tensor actual = test::GradientOf(parameters, name);
    const std::string partner = PartnerOfZeroGradient(name, reference.config(), over);
    if (!partner.empty()) {
      EXPECT_LE(largest(actual), kGradient * largest(reference.Floats("grad." + partner))) << name;
      continue;
    }
    const at::Tensor wanted = reference.Floats("grad." + name);
    const std::string measure = MeasureOf(name, reference.config(), over);
    const double size = std::max(largest(wanted), largest(reference.Floats("grad." + measure)));
    EXPECT_LE(largest(actual - wanted), kGradient * size) << name;
  }
}

}  // namespace linkbert::test
