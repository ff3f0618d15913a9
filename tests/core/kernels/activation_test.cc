#include "core/kernels/activation.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/core/kernels/tensors.h"

namespace linkbert {
namespace {

using test::Data;
using test::Random;
using test::RelativeError;

at::Tensor Reference(Activation activation, const at::Tensor& x) {
  switch (activation) {
    case Activation::kGelu:
      return at::gelu(x);
    case Activation::kGeluTanh:
      return at::gelu(x, "tanh");
    case Activation::kRelu:
      return at::relu(x);
    case Activation::kSilu:
      return at::silu(x);
  }
  return x;
}

class ActivationKernel : public testing::TestWithParam<const char*> {};

TEST_P(ActivationKernel, AgreesWithAutograd) {
  const Activation activation = ParseActivation(GetParam());
  const at::Tensor product = (Random(1, {130, 37}) * 3).requires_grad_(), bias = Random(2, {37}).requires_grad_();
  const at::Tensor grad_output = Random(3, {130, 37});
  at::Tensor output = at::empty({130, 37}), grad = grad_output.clone(), grad_bias = at::ones({37});
  BiasActivationForward(activation, Data(product), Data(bias), 130, 37, Data(output));
  BiasActivationBackward(activation, Data(product), Data(bias), 130, 37, Data(grad), Data(grad_bias));

  const at::Tensor expected = Reference(activation, product + bias);
  expected.backward(grad_output);
  EXPECT_LT(RelativeError(output, expected.detach()), 1e-6);
  EXPECT_LT(RelativeError(grad, product.grad()), 2e-6);
  EXPECT_LT(RelativeError(grad_bias - 1, bias.grad()), 1e-5);  // sums of 130 rows
}

INSTANTIATE_TEST_SUITE_P(Names, ActivationKernel,
                         testing::Values("gelu", "gelu_new", "gelu_pytorch_tanh", "relu", "silu", "swish"));

TEST(Activation, NamesTheUnknownOne) {
  try {
    ParseActivation("gleu");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    EXPECT_NE(std::string(error.what()).find("gleu"), std::string::npos);
  }
}

}  // namespace
}  // namespace linkbert
