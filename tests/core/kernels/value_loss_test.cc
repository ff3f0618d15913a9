#include "core/kernels/value_loss.h"

#include <gtest/gtest.h>

#include "tests/core/kernels/tensors.h"

namespace linkbert {
namespace {

using test::Data;
using test::Random;
using test::RelativeError;

// Also logits whose exponential overflows single precision.
at::Tensor Logits() { return Random(1, {40}).mul(40).index_fill(0, at::tensor({std::int64_t{3}}), 300); }

TEST(ValueLoss, AgreesWithTorch) {
  const at::Tensor targets = Random(2, {40}).sigmoid().round();
  for (const ValueLoss loss : {ValueLoss::kSquaredError, ValueLoss::kBinaryCrossEntropy}) {
    const at::Tensor logits = Logits().requires_grad_();
    const at::Tensor wanted = loss == ValueLoss::kSquaredError ? at::mse_loss(logits, targets)
                                                               : at::binary_cross_entropy_with_logits(logits, targets);
    wanted.backward();
    at::Tensor ours = logits.detach().clone();
    const double forward = ValueLossForward(loss, Data(ours), Data(targets), 40);
    EXPECT_NEAR(forward / 40, wanted.item<double>(), 1e-6 * wanted.item<double>());
    EXPECT_EQ(ValueLossForwardBackward(loss, Data(ours), Data(targets), 40, 1.0 / 40), forward);
    EXPECT_LT(RelativeError(ours, logits.grad()), 1e-6);
  }
}

}  // namespace
}  // namespace linkbert
