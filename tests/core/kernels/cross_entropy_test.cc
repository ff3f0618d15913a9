#include "core/kernels/cross_entropy.h"

#include <gtest/gtest.h>

#include "tests/core/kernels/tensors.h"

namespace linkbert {
namespace {

using test::Data;
using test::Random;
using test::RelativeError;

constexpr std::int64_t kRows = 70, kClasses = 53;

struct Case {
  at::Tensor logits = (Random(1, {kRows, kClasses}) * 4).requires_grad_();
  at::Tensor bias = Random(2, {kClasses}).requires_grad_();
  at::Tensor labels = at::arange(kRows).remainder(kClasses);
  at::Tensor ids = test::Ids32(labels);
};

TEST(CrossEntropy, AgreesWithAutograd) {
  const Case c;
  at::Tensor logits = c.logits.detach().clone(), grad_bias = at::ones({kClasses});
  const CrossEntropy result = CrossEntropyForwardBackward(
      Data(logits), Data(c.bias), c.ids.const_data_ptr<std::int32_t>(), kRows, kClasses, 0.25F, Data(grad_bias));
  const at::Tensor loss = at::cross_entropy_loss(c.logits + c.bias, c.labels, {}, at::Reduction::Sum);
  (loss * 0.25).backward();
  EXPECT_NEAR(result.loss_sum, loss.item<double>(), 1e-5 * loss.item<double>());
  EXPECT_LT(RelativeError(logits, c.logits.grad()), 1e-5);
  EXPECT_LT(RelativeError(grad_bias - 1, c.bias.grad()), 1e-5);
  const at::Tensor best = (c.logits + c.bias).argmax(1);
  for (std::size_t r = 0; r < kRows; ++r)
    EXPECT_EQ(result.best[r], best[static_cast<std::int64_t>(r)].item<std::int64_t>());
}

TEST(CrossEntropy, ForwardAloneGivesTheSameNumbers) {
  const Case c;
  at::Tensor logits = c.logits.detach().clone(), grad_bias = at::zeros({kClasses});
  const std::int32_t* labels = c.ids.const_data_ptr<std::int32_t>();
  const CrossEntropy alone = CrossEntropyForward(Data(logits), Data(c.bias), labels, kRows, kClasses);
  EXPECT_TRUE(at::equal(logits, c.logits));
  const CrossEntropy both =
      CrossEntropyForwardBackward(Data(logits), Data(c.bias), labels, kRows, kClasses, 1.0F, Data(grad_bias));
  EXPECT_EQ(alone.loss_sum, both.loss_sum);
  EXPECT_EQ(alone.best, both.best);
}

TEST(CrossEntropy, SurvivesLargeLogitsAndTakesTheFirstOfEqualOnes) {
  at::Tensor logits = at::full({1, 4}, 1000.0F), bias = at::zeros({4});
  const std::int32_t label = 2;
  const CrossEntropy result = CrossEntropyForward(Data(logits), Data(bias), &label, 1, 4);
  EXPECT_NEAR(result.loss_sum, std::log(4.0), 1e-4);  // logits near 1000 are rounded to 6e-5
  EXPECT_EQ(result.best[0], 0);
}

TEST(CrossEntropy, NoRowsIsNoLoss) {
  at::Tensor bias = at::zeros({4}), grad_bias = at::ones({4});
  const CrossEntropy result = CrossEntropyForwardBackward(nullptr, Data(bias), nullptr, 0, 4, 1.0F, Data(grad_bias));
  EXPECT_EQ(result.loss_sum, 0.0);
  EXPECT_TRUE(at::equal(grad_bias, at::ones({4})));
}

}  // namespace
}  // namespace linkbert
