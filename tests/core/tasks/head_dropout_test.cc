// Dropout before the heads of choices, tokens and spans: the gradient is the derivative of the fixed function that a
// seed makes, and does not depend on how examples are dealt to batches.
#include <gtest/gtest.h>

#include <functional>

#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "core/tasks/multiple_choice/multiple_choice.h"
#include "core/tasks/question_answering/question_answering.h"
#include "core/tasks/token_classification/token_classifier.h"
#include "tests/core/kernels/tensors.h"
#include "tests/core/sharding/host_tensors.h"

namespace linkbert {
namespace {

constexpr double kDropout = 0.3;
constexpr std::uint64_t kSeed = 5;
constexpr BatchBounds kRoom{.tokens = 16, .sequences = 4};

const BertConfig kConfig{.vocab_size = 31,
                         .hidden_size = 24,
                         .num_hidden_layers = 1,
                         .num_attention_heads = 2,
                         .intermediate_size = 8,
                         .hidden_dropout_prob = kDropout,
                         .attention_probs_dropout_prob = 0,
                         .max_position_embeddings = 4};

FlatParameters Parameters(const BertHeads& heads) {
  FlatParameters parameters(HostDevice(), BertParameterSpecs(kConfig, heads), 1 << 20, GradientMemory::kOwned);
  test::ValuesOf(parameters).copy_(test::Random(1, {parameters.layout().size()}) * 0.3);
  return parameters;
}

// Sequences of these lengths with the numbers `first`, `first` + 1, ...; token ids follow the number.
Batch Sequences(std::uint64_t first, const std::vector<std::int32_t>& lengths) {
  Batch batch;
  batch.cu_seqlens = {0};
  for (const std::int32_t length : lengths) {
    batch.sample_index.push_back(first++);
    for (std::int32_t i = 0; i < length; ++i) {
      batch.token_ids.push_back(static_cast<std::int32_t>(3 * first) % 25 + i);
      batch.token_type_ids.push_back(0);
      batch.position_ids.push_back(i);
    }
    batch.cu_seqlens.push_back(batch.cu_seqlens.back() + length);
  }
  return batch;
}

// loss() adds gradients and returns the sum of losses.
void CheckDerivative(FlatParameters& parameters, const std::function<double()>& loss) {
  parameters.ZeroGradients();
  loss();
  const at::Tensor gradient = test::GradientsOf(parameters).clone(), values = test::ValuesOf(parameters).clone();
  for (std::uint64_t seed = 20; seed < 24; ++seed) {
    const at::Tensor direction = test::Random(seed, values.sizes());
    const auto at = [&](double step) {
      test::ValuesOf(parameters).copy_(values + direction * step);
      return loss();
    };
    // Central difference with step 1e-3: third derivatives and fp32 rounding both stay below 1 % of the gradient.
    const double difference = (at(1e-3) - at(-1e-3)) / 2e-3;
    EXPECT_NEAR(difference, gradient.dot(direction).item<double>(), 0.01 * gradient.norm().item<double>()) << seed;
  }
  test::ValuesOf(parameters).copy_(values);
}

TEST(HeadDropout, OfTokens) {
  FlatParameters parameters = Parameters({.pooler = false, .mlm = false, .drp = false, .classes = 3});
  BertTokenClassifier model(kConfig, 3, parameters);
  model.Reserve(kRoom, PassKind::kTraining);
  const auto loss = [&](std::uint64_t seed) {
    return model.ForwardBackward(Sequences(7, {3, 2}), {2, -100, 0, -100, 1}, 1.0, seed).Read().sum;
  };
  CheckDerivative(parameters, [&] { return loss(kSeed); });
  const double apart = model.ForwardBackward(Sequences(7, {3}), {2, -100, 0}, 1.0, kSeed).Read().sum +
                       model.ForwardBackward(Sequences(8, {2}), {-100, 1}, 1.0, kSeed).Read().sum;
  EXPECT_NEAR(apart, loss(kSeed), 1e-5);
  EXPECT_GT(std::abs(loss(6) - apart), 1e-4);
}

TEST(HeadDropout, OfChoices) {
  FlatParameters parameters = Parameters({.mlm = false, .drp = false, .classes = 1});
  BertMultipleChoice model(kConfig, 2, parameters);
  model.Reserve(kRoom, PassKind::kTraining);
  const auto loss = [&](std::uint64_t seed) {
    return model.ForwardBackward(Sequences(4, {3, 2, 1, 4}), {1, 0}, 1.0, seed).Read().sum;
  };
  CheckDerivative(parameters, [&] { return loss(kSeed); });
  const double apart = model.ForwardBackward(Sequences(4, {3, 2}), {1}, 1.0, kSeed).Read().sum +
                       model.ForwardBackward(Sequences(6, {1, 4}), {0}, 1.0, kSeed).Read().sum;
  EXPECT_NEAR(apart, loss(kSeed), 1e-5);
  EXPECT_GT(std::abs(loss(6) - apart), 1e-4);
}

TEST(HeadDropout, OfSpans) {
  FlatParameters parameters = Parameters({.pooler = false, .mlm = false, .drp = false, .spans = true});
  BertQuestionAnswering model(kConfig, parameters);
  model.Reserve(kRoom, PassKind::kTraining);
  const auto loss = [&](std::uint64_t seed) {
    return model.ForwardBackward(Sequences(4, {3, 4}), {{1, 0}, {2, 0}}, 1.0, seed).Read().sum;
  };
  CheckDerivative(parameters, [&] { return loss(kSeed); });
  const double apart = model.ForwardBackward(Sequences(4, {3}), {{1}, {2}}, 1.0, kSeed).Read().sum +
                       model.ForwardBackward(Sequences(5, {4}), {{0}, {0}}, 1.0, kSeed).Read().sum;
  EXPECT_NEAR(apart, loss(kSeed), 1e-5);
  EXPECT_GT(std::abs(loss(6) - apart), 1e-4);
}

TEST(HeadDropout, ABatchWithoutLabelledTokensHasNoLossAndNoGradient) {
  FlatParameters parameters = Parameters({.pooler = false, .mlm = false, .drp = false, .classes = 3});
  BertTokenClassifier model(kConfig, 3, parameters);
  model.Reserve(kRoom, PassKind::kTraining);
  EXPECT_EQ(model.ForwardBackward(Sequences(7, {2}), {-100, -100}, 1.0, kSeed).Read().sum, 0.0);
  EXPECT_EQ(test::GradientsOf(parameters).abs().max().item<float>(), 0.0F);
}

TEST(HeadDropout, BestsAreTheLargestLogits) {
  FlatParameters parameters = Parameters({.pooler = false, .mlm = false, .drp = false, .spans = true});
  BertQuestionAnswering model(kConfig, parameters);
  model.Reserve(kRoom, PassKind::kTraining);
  const Batch batch = Sequences(4, {3, 4});
  const at::Tensor logits = model.Logits(batch);
  const HeadLoss loss = model.ForwardBackward(batch, {{1, 0}, {2, 0}}, 1.0, std::nullopt).Read();
  EXPECT_EQ(loss.best[1], logits.narrow(0, 3, 4).select(1, 0).argmax().item<std::int64_t>());
  EXPECT_EQ(loss.best[2], logits.narrow(0, 0, 3).select(1, 1).argmax().item<std::int64_t>());
}

}  // namespace
}  // namespace linkbert
