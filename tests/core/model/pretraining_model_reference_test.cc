// Outputs, losses and every gradient against transformers: a committed case, and more made live where the reference
// Python is installed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/core/model/reference_case.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ReferenceCase;
using test::RelativeError;

const char kPython[] = LINKBERT_DEPS_DIR "/reference/bin/python";
const char kScript[] = LINKBERT_SOURCE_DIR "/tests/reference/bert_reference.py";

constexpr double kForward = 1e-5;   // of the largest magnitude: fp32 against double through a few layers
constexpr double kGradient = 1e-4;  // the same, with sums over rows

void CheckOutputs(const ReferenceCase& reference, BertPretrainingModel& model) {
  EXPECT_LE(RelativeError(model.HiddenStates(reference.batch()), reference.Floats("out.hidden")), kForward);
  EXPECT_LE(RelativeError(model.Pooled(reference.batch()), reference.Floats("out.pooled")), kForward);
  EXPECT_LE(RelativeError(model.MlmLogits(reference.batch()), reference.Floats("out.mlm_logits")), kForward);
  EXPECT_LE(RelativeError(model.DrpLogits(reference.batch()), reference.Floats("out.drp_logits")), kForward);
}

void CheckGradient(const ReferenceCase& reference, const FlatParameters& parameters, const std::string& name) {
  at::Tensor expected = reference.Floats("grad." + name);
  const at::Tensor actual = parameters.Gradient(name);
  if (!name.ends_with("key.bias")) {
    EXPECT_LE(RelativeError(actual, expected), kGradient) << name;
    return;
  }
  // A softmax does not see what is added to all its scores, so this gradient is 0 but for rounding: compare with the
  // query bias's, which sums terms of the same size.
  std::string query = name;
  query.replace(query.find("key.bias"), 8, "query.bias");
  EXPECT_LE(actual.abs().max().item<double>(),
            kGradient * reference.Floats("grad." + query).abs().max().item<double>());
}

void CheckCase(const std::string& path) {
  const ReferenceCase reference(path);
  FlatParameters parameters(BertParameterSpecs(reference.config(), {}), 1 << 20, GradientMemory::kOwned);
  reference.Load(parameters);
  BertPretrainingModel model(reference.config(), parameters);
  CheckOutputs(reference, model);
  const auto sums = model.ForwardBackward(reference.batch(), reference.Scale(), std::nullopt);
  const double mlm = reference.Metadata("mlm_loss_sum"), drp = reference.Metadata("drp_loss_sum");
  EXPECT_NEAR(sums.mlm_loss_sum, mlm, kForward * mlm);
  EXPECT_NEAR(sums.drp_loss_sum, drp, kForward * drp);
  const auto evaluated = model.Evaluate(reference.batch());
  EXPECT_NEAR(evaluated.mlm_loss_sum, mlm, kForward * mlm);
  EXPECT_NEAR(evaluated.drp_loss_sum, drp, kForward * drp);
  for (const auto& entry : parameters.layout().entries()) CheckGradient(reference, parameters, entry.spec.name);
}

TEST(PretrainingModelReference, CommittedCase) {
  CheckCase(LINKBERT_SOURCE_DIR "/tests/golden/bert_small.safetensors");
}

class PretrainingModelLive : public testing::TestWithParam<const char*> {};

// Not run without the reference Python: launch/setup.sh installs it on request only.
TEST_P(PretrainingModelLive, AgreesWithTransformers) {
  if (!std::filesystem::exists(kPython)) GTEST_SKIP() << "not run: needs " << kPython << " with transformers";
  const test::TemporaryFolder folder;
  const std::string path = folder / "case.safetensors";
  const std::string command = std::string(kPython) + " " + kScript + " --output " + path + " " + GetParam();
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  CheckCase(path);
}

// Hidden sizes that are no multiple of 8 take the path of three projections; lengths cross the blocks of 64 queries.
INSTANTIATE_TEST_SUITE_P(
    Configurations, PretrainingModelLive,
    testing::Values(
        "--seed 2 --lengths 1,40,7,13 --set hidden_size=128 --set intermediate_size=512",
        "--seed 3 --lengths 40,3,5 --set hidden_act=gelu_new --set num_hidden_layers=3",
        "--seed 4 --lengths 9,1,1,30 --set hidden_act=relu --set hidden_size=36 --set num_attention_heads=3",
        "--seed 5 --lengths 17,5 --set hidden_act=silu --set num_attention_heads=1 --set layer_norm_eps=0.01",
        "--seed 6 --lengths 12,7 --masked-fraction 0",
        "--seed 7 --lengths 130,65,64,129 --set max_position_embeddings=140 --set vocab_size=333"));

}  // namespace
}  // namespace linkbert
