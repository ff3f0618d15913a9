// The explicit passes of one layer against the same layer in plain tensor code with LibTorch's autograd.
#include "core/model/encoder_layer.h"

#include <gtest/gtest.h>

#include <map>

#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "tests/core/kernels/tensors.h"
#include "tests/core/sharding/host_tensors.h"

namespace linkbert {
namespace {

using test::Data;
using test::OnHost;
using test::Random;
using test::RelativeError;

constexpr std::uint64_t kSeed = 42;

struct Case {
  Case(const BertConfig& model_config, const std::vector<std::int32_t>& lengths)
      : config(model_config),
        rows(test::Ragged(lengths)),
        parameters(HostDevice(), BertParameterSpecs(config, {.pooler = false, .mlm = false, .drp = false}), 1 << 20,
                   GradientMemory::kOwned),
        x(Random(1, {rows.rows(), config.hidden_size}).requires_grad_()) {
    test::ValuesOf(parameters).copy_(Random(2, {parameters.layout().size()}) * 0.3);
    for (const auto& entry : parameters.layout().entries()) {
      leaves[entry.spec.name] = test::ValueOf(parameters, entry.spec.name).clone().requires_grad_();
    }
  }
  const at::Tensor& Leaf(const std::string& name) const { return leaves.at("bert.encoder.layer.1." + name); }
  at::Tensor Linear(const std::string& name, const at::Tensor& input) const {
    return at::linear(input, Leaf(name + ".weight"), Leaf(name + ".bias"));
  }
  at::Tensor Norm(const std::string& name, const at::Tensor& input) const {
    return at::layer_norm(input, {config.hidden_size}, Leaf(name + ".weight"), Leaf(name + ".bias"),
                          config.layer_norm_eps);
  }
  at::Tensor Drop(DropoutKind kind, const at::Tensor& input) const {
    return input * test::Factors(Dropout(config.hidden_dropout_prob, kSeed, {kind, 1}), rows, config.hidden_size);
  }

  BertConfig config;
  PackedRows rows;
  FlatParameters parameters;
  std::map<std::string, at::Tensor> leaves;  // copies of the parameters for autograd
  at::Tensor x;
};

at::Tensor PlainAttention(const Case& c, std::int64_t sequence) {
  const std::int64_t length = c.rows.Length(sequence), heads = c.config.num_attention_heads;
  const at::Tensor x = c.x.narrow(0, c.rows.Begin(sequence), length);
  const auto split = [&](const char* part) {
    return c.Linear(std::string("attention.self.") + part, x).view({length, heads, -1}).transpose(0, 1);
  };
  const PackedRows alone({0, static_cast<std::int32_t>(length)}, {c.rows.Sample(sequence)});
  std::vector<at::Tensor> factors;
  for (std::int64_t head = 0; head < heads; ++head) {
    const DropoutSite site{DropoutKind::kAttentionWeights, 1, head};
    factors.push_back(test::Factors(Dropout(c.config.attention_probs_dropout_prob, kSeed, site), alone, length));
  }
  const at::Tensor scores = split("query").matmul(split("key").transpose(1, 2)) / std::sqrt(c.config.head_dim());
  return (scores.softmax(-1) * at::stack(factors)).matmul(split("value")).transpose(0, 1).reshape({length, -1});
}

at::Tensor PlainLayer(const Case& c) {
  std::vector<at::Tensor> contexts;
  for (std::int64_t b = 0; b < c.rows.sequences(); ++b) contexts.push_back(PlainAttention(c, b));
  const at::Tensor attention = c.Linear("attention.output.dense", at::cat(contexts));
  const at::Tensor attended =
      c.Norm("attention.output.LayerNorm", c.x + c.Drop(DropoutKind::kAttentionOutput, attention));
  const at::Tensor output = c.Linear("output.dense", at::gelu(c.Linear("intermediate.dense", attended)));
  return c.Norm("output.LayerNorm", attended + c.Drop(DropoutKind::kLayerOutput, output));
}

void CompareWithAutograd(const Case& c, DropoutSeed seed) {
  EncoderLayer::Saved saved;
  EncoderLayer::Scratch scratch;
  const EncoderLayer layer(c.config, c.parameters, 1);
  Workspace workspace(HostDevice());
  layer.Plan(workspace, c.rows.rows(), saved);
  layer.Plan(workspace, c.rows.rows(), scratch);
  workspace.Commit();
  const View output = layer.Forward(OnHost(c.x), c.rows, seed, saved);
  const at::Tensor plain = PlainLayer(c), grad_output = Random(3, c.x.sizes());
  EXPECT_LT(RelativeError(at::from_blob(output.data, c.x.sizes()), plain.detach()), 1e-5);

  plain.backward(grad_output);
  at::Tensor grad = grad_output.clone();
  layer.Backward(OnHost(c.x), c.rows, saved, scratch, OnHost(grad));
  EXPECT_LT(RelativeError(grad, c.x.grad()), 1e-4);
  for (const auto& [name, leaf] : c.leaves) {
    // The key bias's gradient is 0 but for rounding (a softmax does not see a constant).
    if (!leaf.grad().defined() || name.ends_with("key.bias")) continue;
    EXPECT_LT(RelativeError(test::GradientOf(c.parameters, name), leaf.grad()), 1e-4) << name;
  }
}

BertConfig SmallConfig(std::int64_t hidden, double dropout) {
  return {.vocab_size = 10,
          .hidden_size = hidden,
          .num_hidden_layers = 2,
          .num_attention_heads = 4,
          .intermediate_size = 3 * hidden,
          .hidden_dropout_prob = dropout,
          .attention_probs_dropout_prob = dropout,
          .max_position_embeddings = 4};
}

TEST(EncoderLayer, AgreesWithAutograd) { CompareWithAutograd(Case(SmallConfig(64, 0.0), {9, 1, 70}), std::nullopt); }

TEST(EncoderLayer, AgreesWithAutogradUnderDropout) {
  CompareWithAutograd(Case(SmallConfig(64, 0.2), {9, 1, 70}), kSeed);
}

// 20 * 20 weights are no multiple of 64 elements: query, key and value are three products.
TEST(EncoderLayer, AgreesWithAutogradWhereProjectionsAreApart) {
  CompareWithAutograd(Case(SmallConfig(20, 0.1), {5, 30}), kSeed);
}

}  // namespace
}  // namespace linkbert
