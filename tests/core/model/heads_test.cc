// The heads' gradients with respect to the hidden states and to their parameters, against finite differences.
#include "core/model/heads.h"

#include <gtest/gtest.h>

#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "core/tasks/pretraining/mlm_head.h"
#include "data/samples/batch.h"
#include "tests/core/kernels/tensors.h"
#include "tests/core/sharding/host_tensors.h"

namespace linkbert {
namespace {

using test::OnHost;
using test::Random;

const BertConfig kConfig{.vocab_size = 31,
                         .hidden_size = 24,
                         .num_hidden_layers = 1,
                         .num_attention_heads = 2,
                         .intermediate_size = 8,
                         .max_position_embeddings = 4};

struct Inputs {
  Inputs() : parameters(HostDevice(), BertParameterSpecs(kConfig, {}), 1 << 20, GradientMemory::kOwned) {
    test::ValuesOf(parameters).copy_(Random(1, {parameters.layout().size()}) * 0.3);
  }
  FlatParameters parameters;
  // Sequences of 4, 3 and 6 tokens with these masked rows.
  DeviceBatch Load(const std::vector<std::int32_t>& masked, const std::vector<std::int32_t>& labels) {
    batch.cu_seqlens = {0, 4, 7, 13};
    batch.sample_index = {1, 2, 3};
    batch.masked_rows = masked;
    batch.masked_labels = labels;
    return HostDevice().Load(batch);
  }
  Batch batch;
  at::Tensor hidden = Random(2, {13, 24});
  at::Tensor grad = at::zeros({13, 24});
};

// loss() against the gradients along random directions of hidden states and parameters together.
template <typename Loss>
void CheckDirections(Inputs& s, const Loss& loss) {
  const at::Tensor hidden = s.hidden.clone(), values = test::ValuesOf(s.parameters).clone();
  for (std::uint64_t seed = 20; seed < 24; ++seed) {
    const at::Tensor to_hidden = Random(seed, hidden.sizes()), to_values = Random(seed + 100, values.sizes());
    const auto at = [&](double step) {
      s.hidden.copy_(hidden + to_hidden * step);
      test::ValuesOf(s.parameters).copy_(values + to_values * step);
      return loss();
    };
    // Central difference with step 1e-3: third derivatives and fp32 rounding both stay below 1 % of the gradient.
    const double difference = (at(1e-3) - at(-1e-3)) / 2e-3;
    const double derivative =
        (s.grad * to_hidden).sum().item<double>() + test::GradientsOf(s.parameters).dot(to_values).item<double>();
    const double norm = s.grad.norm().item<double>() + test::GradientsOf(s.parameters).norm().item<double>();
    EXPECT_NEAR(difference, derivative, 0.01 * norm) << seed;
  }
}

TEST(Heads, MlmGradientIsTheDerivative) {
  Inputs s;
  MlmHead head(kConfig, s.parameters);
  Workspace workspace(HostDevice());
  head.Plan(workspace, {.any = {.masked = 4}, .training = {.masked = 4}});
  workspace.Commit();
  const DeviceBatch batch = s.Load({0, 3, 4, 12}, {30, 0, 7, 7});
  const double sum = head.ForwardBackward(OnHost(s.hidden), batch, 1.0F, OnHost(s.grad)).Read().sum;
  EXPECT_NEAR(sum, head.Evaluate(OnHost(s.hidden), batch).sum, 1e-9);
  EXPECT_EQ(s.grad[1].abs().sum().item<float>(), 0.0F);  // row 1 is not masked
  CheckDirections(s, [&] { return head.Evaluate(OnHost(s.hidden), batch).sum; });
}

TEST(Heads, RelationGradientIsTheDerivative) {
  Inputs s;
  Pooler pooler(kConfig, s.parameters);
  ClassifierHead head("drp", kDrpLabels, kConfig, s.parameters);
  Workspace workspace(HostDevice());
  pooler.Plan(workspace, 3);
  head.Plan(workspace, 3);
  workspace.Commit();
  const DeviceBatch batch = s.Load({}, {});
  const std::vector<std::int32_t> relations = {2, 0, 1};
  const DeviceIds labels = HostDevice().Load(std::span(relations));
  at::Tensor grad_pooled = at::empty({3, 24});
  head.ForwardBackward(pooler.Forward(OnHost(s.hidden), batch), labels, 1.0F, OnHost(grad_pooled));
  pooler.Backward(OnHost(grad_pooled), batch, OnHost(s.grad));
  EXPECT_EQ(s.grad[5].abs().sum().item<float>(), 0.0F);  // row 5 is no [CLS]
  CheckDirections(s, [&] { return head.Evaluate(pooler.Forward(OnHost(s.hidden), batch), labels).sum; });
}

TEST(Heads, ScaleMultipliesTheGradientAndGradientsAdd) {
  Inputs s;
  MlmHead head(kConfig, s.parameters);
  Workspace workspace(HostDevice());
  head.Plan(workspace, {.any = {.masked = 2}, .training = {.masked = 2}});
  workspace.Commit();
  const DeviceBatch batch = s.Load({2, 5}, {3, 4});
  head.ForwardBackward(OnHost(s.hidden), batch, 0.5F, OnHost(s.grad));
  const at::Tensor once = s.grad.clone(), parameters_once = test::GradientsOf(s.parameters).clone();
  head.ForwardBackward(OnHost(s.hidden), batch, 1.0F, OnHost(s.grad));
  EXPECT_LT(test::RelativeError(s.grad, once * 3), 1e-6);
  EXPECT_LT(test::RelativeError(test::GradientsOf(s.parameters), parameters_once * 3), 1e-6);
}

}  // namespace
}  // namespace linkbert
