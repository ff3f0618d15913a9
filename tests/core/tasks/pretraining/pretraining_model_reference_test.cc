// Outputs, losses and every gradient against transformers: a committed case, and more made live where the reference
// Python is installed.
#include <gtest/gtest.h>

#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "tests/core/tasks/pretraining/gradient_check.h"
#include "tests/support/checkout.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ReferenceCase;
using test::RelativeError;

using test::kForward;

void CheckOutputs(const ReferenceCase& reference, BertPretrainingModel& model) {
  EXPECT_LE(RelativeError(model.HiddenStates(reference.batch()), reference.Floats("out.hidden")), kForward);
  EXPECT_LE(RelativeError(model.Pooled(reference.batch()), reference.Floats("out.pooled")), kForward);
  EXPECT_LE(RelativeError(model.MlmLogits(reference.batch()), reference.Floats("out.mlm_logits")), kForward);
  EXPECT_LE(RelativeError(model.DrpLogits(reference.batch()), reference.Floats("out.drp_logits")), kForward);
}

void CheckCase(const std::string& path) {
  const ReferenceCase reference(path);
  FlatParameters parameters(HostDevice(), BertParameterSpecs(reference.config(), {}), 1 << 20, GradientMemory::kOwned);
  reference.Load(parameters);
  BertPretrainingModel model(reference.config(), parameters);
  CheckOutputs(reference, model);
  model.Reserve(BoundsOf(reference.batch()), PassKind::kTraining);
  const auto sums = model.ForwardBackward(reference.batch(), reference.Scale(), std::nullopt).Read(reference.batch());
  const double mlm = reference.Metadata("mlm_loss_sum"), drp = reference.Metadata("drp_loss_sum");
  EXPECT_NEAR(sums.mlm_loss_sum, mlm, kForward * mlm);
  EXPECT_NEAR(sums.drp_loss_sum, drp, kForward * drp);
  const auto evaluated = model.Evaluate(reference.batch());
  EXPECT_NEAR(evaluated.mlm_loss_sum, mlm, kForward * mlm);
  EXPECT_NEAR(evaluated.drp_loss_sum, drp, kForward * drp);
  CheckGradients(reference, parameters);
}

TEST(PretrainingModelReference, CommittedCase) { CheckCase(test::CheckoutPath("tests/golden/bert_small.safetensors")); }

class PretrainingModelLive : public testing::TestWithParam<const char*> {};

// Not run without the reference Python: launch/setup.sh installs it on request only.
TEST_P(PretrainingModelLive, AgreesWithTransformers) {
  if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << test::ReferencePythonPath();
  const test::TemporaryFolder folder;
  const std::string path = folder / "case.safetensors";
  ASSERT_NO_FATAL_FAILURE(test::MakeReferenceCase(path, GetParam()));
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
