// BertSequenceClassifier: logits, loss and every gradient against transformers, and its dropout.
#include "core/model/sequence_classifier.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/core/model/reference_case.h"
#include "tests/support/reference_python.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ReferenceCase;
using test::RelativeError;

constexpr double kForward = 1e-5;   // of the largest magnitude: fp32 against double through a few layers
constexpr double kGradient = 1e-4;  // the same, with sums over rows

const char kScript[] = LINKBERT_SOURCE_DIR "/tests/reference/bert_reference.py";

class SequenceClassifierLive : public testing::TestWithParam<const char*> {};

// Not run without the reference Python: launch/setup.sh installs it on request only.
TEST_P(SequenceClassifierLive, AgreesWithTransformers) {
  if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << test::ReferencePythonPath();
  const test::TemporaryFolder folder;
  const std::string path = folder / "case.safetensors";
  const std::string command =
      fmt::format("'{}' '{}' --output {} {}", test::ReferencePythonPath(), kScript, path, GetParam());
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  const ReferenceCase reference(path);
  const at::Tensor logits = reference.Floats("out.logits");
  FlatParameters parameters(
      BertParameterSpecs(reference.config(), {.mlm = false, .drp = false, .classes = logits.size(1)}), 1 << 20,
      GradientMemory::kOwned);
  reference.Load(parameters);
  BertSequenceClassifier model(reference.config(), logits.size(1), parameters);
  EXPECT_LE(RelativeError(model.Logits(reference.batch()), logits), kForward);
  const double scale = 1.0 / static_cast<double>(reference.batch().sequences()), loss = reference.Metadata("loss");
  const HeadLoss ours = model.ForwardBackward(reference.batch(), reference.Integers("labels"), scale, std::nullopt);
  EXPECT_NEAR(ours.sum * scale, loss, kForward * loss);
  for (const auto& entry : parameters.layout().entries()) {
    if (entry.spec.name.ends_with("key.bias")) continue;  // 0 but for rounding: a softmax does not see it
    EXPECT_LE(RelativeError(parameters.Gradient(entry.spec.name), reference.Floats("grad." + entry.spec.name)),
              kGradient)
        << entry.spec.name;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Configurations, SequenceClassifierLive,
    testing::Values("--classes 2 --seed 2 --lengths 1,40,7,13",
                    "--classes 20 --seed 3 --lengths 12,1,7,30,5 --set hidden_act=relu",
                    "--classes 3 --seed 4 --lengths 9 --set hidden_size=36 --set num_attention_heads=3"));

struct Small {
  explicit Small(double dropout) {
    config.hidden_dropout_prob = dropout;
    parameters.values().copy_(test::Random(1, {parameters.layout().size()}) * 0.3);
    for (std::int64_t i = 0; i < 5; ++i) {
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
  FlatParameters parameters{BertParameterSpecs(config, {.mlm = false, .drp = false, .classes = 3}), 1 << 20,
                            GradientMemory::kOwned};
  Batch batch;
  std::vector<std::int64_t> labels = {2, 0};
};

// Dropout of a fixed seed is a fixed function, so the gradient is still its derivative.
TEST(SequenceClassifier, GradientUnderDropoutIsTheDerivative) {
  Small s(0.3);
  BertSequenceClassifier model(s.config, 3, s.parameters);
  s.parameters.ZeroGradients();
  model.ForwardBackward(s.batch, s.labels, 1.0, 5);
  const at::Tensor gradient = s.parameters.gradients().clone(), values = s.parameters.values().clone();
  for (std::uint64_t seed = 20; seed < 24; ++seed) {
    const at::Tensor direction = test::Random(seed, values.sizes());
    const auto loss_at = [&](double step) {
      s.parameters.values().copy_(values + direction * step);
      return model.ForwardBackward(s.batch, s.labels, 1.0, 5).sum;
    };
    // Central difference with step 1e-3: third derivatives and fp32 rounding both stay below 1 % of the gradient.
    const double difference = (loss_at(1e-3) - loss_at(-1e-3)) / 2e-3;
    EXPECT_NEAR(difference, gradient.dot(direction).item<double>(), 0.01 * gradient.norm().item<double>()) << seed;
  }
}

TEST(SequenceClassifier, DropoutFollowsTheSampleAndNotItsPlace) {
  Small s(0.3);
  BertSequenceClassifier model(s.config, 3, s.parameters);
  const double both = model.ForwardBackward(s.batch, s.labels, 1.0, 5).sum;
  Batch first, second;
  first.token_ids = {1, 2, 3}, first.token_type_ids = {0, 0, 0}, first.position_ids = {0, 1, 2};
  first.cu_seqlens = {0, 3}, first.sample_index = {7};
  second.token_ids = {4, 5}, second.token_type_ids = {0, 0}, second.position_ids = {0, 1};
  second.cu_seqlens = {0, 2}, second.sample_index = {8};
  const double apart = model.ForwardBackward(first, {2}, 1.0, 5).sum + model.ForwardBackward(second, {0}, 1.0, 5).sum;
  EXPECT_NEAR(apart, both, 1e-5);
  EXPECT_GT(std::abs(model.ForwardBackward(s.batch, s.labels, 1.0, 6).sum - both), 1e-4);
}

}  // namespace
}  // namespace linkbert
