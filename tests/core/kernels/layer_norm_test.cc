#include "core/kernels/layer_norm.h"

#include <gtest/gtest.h>

#include "tests/core/kernels/tensors.h"

namespace linkbert {
namespace {

using test::Data;
using test::Random;
using test::RelativeError;

constexpr std::int64_t kColumns = 50;
constexpr double kTolerance = 1e-5;  // fp32 sums over 50 columns and 140 rows, in another order

// A residual block's tensors, as leaves of autograd where LibTorch is to find gradients.
struct Block {
  PackedRows rows = test::Ragged({70, 1, 69});
  at::Tensor branch = Random(1, {140, kColumns}).requires_grad_(), bias = Random(2, {kColumns}).requires_grad_();
  at::Tensor residual = Random(3, {140, kColumns}).requires_grad_();
  at::Tensor weight = Random(4, {kColumns}).requires_grad_(), shift = Random(5, {kColumns}).requires_grad_();
  at::Tensor grad_output = Random(6, {140, kColumns});
  at::Tensor mean = at::empty({140}), rstd = at::empty({140});
  NormParameters norm{Data(weight), Data(shift), 1e-6F};
};

void CompareResidual(const Dropout& dropout) {
  Block b;
  const Branch branch{Data(b.bias), dropout};
  at::Tensor sum = b.branch.detach().clone(), output = at::empty_like(sum);
  const NormSaved saved{Data(sum), Data(b.mean), Data(b.rstd)};
  ResidualNormForward(b.norm, branch, b.rows, kColumns, Data(b.residual), saved, Data(output));
  at::Tensor grad_residual = b.grad_output.clone(), grad_branch = at::empty_like(sum);
  at::Tensor grad_bias = at::zeros({kColumns}), grad_weight = at::zeros({kColumns}), grad_shift = at::zeros({kColumns});
  ResidualNormBackward(b.norm, branch, b.rows, kColumns, saved,
                       {Data(grad_residual),
                        Data(grad_residual),
                        Data(grad_branch),
                        Data(grad_bias),
                        {Data(grad_weight), Data(grad_shift)}});

  const at::Tensor factors = test::Factors(dropout, b.rows, kColumns);
  const at::Tensor expected =
      at::layer_norm(b.residual + (b.branch + b.bias) * factors, {kColumns}, b.weight, b.shift, 1e-6);
  expected.backward(b.grad_output);
  EXPECT_LT(RelativeError(output, expected.detach()), kTolerance);
  EXPECT_LT(RelativeError(grad_residual, b.residual.grad()), kTolerance);
  EXPECT_LT(RelativeError(grad_branch, b.branch.grad()), kTolerance);
  EXPECT_LT(RelativeError(grad_bias, b.bias.grad()), kTolerance);
  EXPECT_LT(RelativeError(grad_weight, b.weight.grad()), kTolerance);
  EXPECT_LT(RelativeError(grad_shift, b.shift.grad()), kTolerance);
}

TEST(LayerNorm, ResidualAgreesWithAutograd) { CompareResidual(Dropout()); }

TEST(LayerNorm, ResidualAgreesWithAutogradUnderDropout) {
  CompareResidual(Dropout(0.25, 3, {DropoutKind::kLayerOutput, 1}));
}

TEST(LayerNorm, PlainAgreesWithAutograd) {
  Block b;
  at::Tensor sum = b.branch.detach().clone(), output = at::empty_like(sum), grad = at::empty_like(sum);
  const NormSaved saved{Data(sum), Data(b.mean), Data(b.rstd)};
  LayerNormForward(b.norm, 140, kColumns, saved, Data(output));
  at::Tensor grad_weight = at::ones({kColumns}), grad_shift = at::ones({kColumns});
  LayerNormBackward(b.norm, 140, kColumns, saved, Data(b.grad_output), Data(grad),
                    {Data(grad_weight), Data(grad_shift)});
  const at::Tensor expected = at::layer_norm(b.branch, {kColumns}, b.weight, b.shift, 1e-6);
  expected.backward(b.grad_output);
  EXPECT_LT(RelativeError(output, expected.detach()), kTolerance);
  EXPECT_LT(RelativeError(grad, b.branch.grad()), kTolerance);
  EXPECT_LT(RelativeError(grad_weight - 1, b.weight.grad()), kTolerance);
  EXPECT_LT(RelativeError(grad_shift - 1, b.shift.grad()), kTolerance);
}

TEST(LayerNorm, KeepsDigitsFarFromZero) {
  Block b;
  at::Tensor sum = b.branch.detach() + 1000.0F, output = at::empty_like(sum);
  LayerNormForward(b.norm, 140, kColumns, {Data(sum), Data(b.mean), Data(b.rstd)}, Data(output));
  const at::Tensor wide = sum.to(at::kDouble);
  const at::Tensor expected =
      at::layer_norm(wide, {kColumns}, b.weight.detach().to(at::kDouble), b.shift.detach().to(at::kDouble), 1e-6);
  // The mean itself is rounded to 6e-5 of a deviation of 1; a one-pass variance would be off by 0.1.
  EXPECT_LT(RelativeError(output, expected.to(at::kFloat)), 2e-4);
}

}  // namespace
}  // namespace linkbert
