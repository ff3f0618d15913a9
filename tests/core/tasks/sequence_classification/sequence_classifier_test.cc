// BertSequenceClassifier: its dropout. What it computes is compared with transformers in model_families_test.cc.
#include "core/tasks/sequence_classification/sequence_classifier.h"

#include <gtest/gtest.h>

#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "tests/core/kernels/tensors.h"
#include "tests/core/sharding/host_tensors.h"

namespace linkbert {
namespace {

struct Small {
  explicit Small(double dropout) {
    config.hidden_dropout_prob = dropout;
    test::ValuesOf(parameters).copy_(test::Random(1, {parameters.layout().size()}) * 0.3);
    for (std::int32_t i = 0; i < 5; ++i) {
      batch.token_ids.push_back(i + 1);
      batch.token_type_ids.push_back(0);
      batch.position_ids.push_back(i < 3 ? i : i - 3);
    }
    batch.cu_seqlens = {0, 3, 5};
    batch.sample_index = {7, 8};
  }
  BertConfig config{.vocab_size = 31,
                    .hidden_size = 24,
                    .num_hidden_layers = 1,
                    .num_attention_heads = 2,
                    .intermediate_size = 8,
                    .attention_probs_dropout_prob = 0,
                    .max_position_embeddings = 4};
  FlatParameters parameters{HostDevice(), BertParameterSpecs(config, {.mlm = false, .drp = false, .classes = 3}),
                            1 << 20, GradientMemory::kOwned};
  Batch batch;
  std::vector<std::int32_t> labels = {2, 0};
};

// Dropout of a fixed seed is a fixed function, so the gradient is still its derivative.
TEST(SequenceClassifier, GradientUnderDropoutIsTheDerivative) {
  Small s(0.3);
  BertSequenceClassifier model(s.config, 3, s.parameters);
  model.Reserve(BoundsOf(s.batch), PassKind::kTraining);
  s.parameters.ZeroGradients();
  model.ForwardBackward(s.batch, s.labels, 1.0, 5);
  const at::Tensor gradient = test::GradientsOf(s.parameters).clone(), values = test::ValuesOf(s.parameters).clone();
  for (std::uint64_t seed = 20; seed < 24; ++seed) {
    const at::Tensor direction = test::Random(seed, values.sizes());
    const auto loss_at = [&](double step) {
      test::ValuesOf(s.parameters).copy_(values + direction * step);
      return model.ForwardBackward(s.batch, s.labels, 1.0, 5).Read().sum;
    };
    // Central difference with step 1e-3: third derivatives and fp32 rounding both stay below 1 % of the gradient.
    const double difference = (loss_at(1e-3) - loss_at(-1e-3)) / 2e-3;
    EXPECT_NEAR(difference, gradient.dot(direction).item<double>(), 0.01 * gradient.norm().item<double>()) << seed;
  }
}

TEST(SequenceClassifier, DropoutFollowsTheSampleAndNotItsPlace) {
  Small s(0.3);
  BertSequenceClassifier model(s.config, 3, s.parameters);
  model.Reserve(BoundsOf(s.batch), PassKind::kTraining);
  const double both = model.ForwardBackward(s.batch, s.labels, 1.0, 5).Read().sum;
  Batch first, second;
  first.token_ids = {1, 2, 3}, first.token_type_ids = {0, 0, 0}, first.position_ids = {0, 1, 2};
  first.cu_seqlens = {0, 3}, first.sample_index = {7};
  second.token_ids = {4, 5}, second.token_type_ids = {0, 0}, second.position_ids = {0, 1};
  second.cu_seqlens = {0, 2}, second.sample_index = {8};
  const double apart =
      model.ForwardBackward(first, {2}, 1.0, 5).Read().sum + model.ForwardBackward(second, {0}, 1.0, 5).Read().sum;
  EXPECT_NEAR(apart, both, 1e-5);
  EXPECT_GT(std::abs(model.ForwardBackward(s.batch, s.labels, 1.0, 6).Read().sum - both), 1e-4);
}

}  // namespace
}  // namespace linkbert
