// The attention kernel against LibTorch's own attention (dropout 0) and against plain tensor code with autograd.
#include "core/kernels/attention.h"

#include <gtest/gtest.h>

#include "tests/core/kernels/tensors.h"

namespace linkbert {
namespace {

using test::AsMatrix;
using test::Data;
using test::Random;
using test::RelativeError;

constexpr std::int64_t kHeads = 3, kHeadDim = 8, kHidden = kHeads * kHeadDim;

// Inputs of one case, as leaves of autograd.
struct Case {
  // attended: keys of each sequence; empty for all.
  explicit Case(const std::vector<std::int32_t>& sequence_lengths, double probability,
                const std::vector<std::int32_t>& attended = {})
      : lengths(sequence_lengths),
        rows(test::Ragged(sequence_lengths, attended)),
        projections(Random(1, {rows.rows(), 3 * kHidden}).requires_grad_()),
        bias(Random(2, {3 * kHidden}).requires_grad_()) {
    for (std::int64_t head = 0; head < kHeads; ++head) {
      dropout.push_back(probability > 0 ? Dropout(probability, 6, {DropoutKind::kAttentionWeights, 1, head})
                                        : Dropout());
    }
  }
  AttentionInput Input() const {
    float* b = Data(bias);
    return {{kHeads, kHeadDim}, {b, b + kHidden, b + 2 * kHidden}, AsMatrix(projections), dropout};
  }
  // Factors of every attention weight of one sequence: [A, L, L].
  at::Tensor WeightFactors(std::int64_t sequence) const {
    const std::int64_t length = rows.Length(sequence);
    const PackedRows alone({0, static_cast<std::int32_t>(length)}, {rows.Sample(sequence)});
    std::vector<at::Tensor> factors;
    for (const Dropout& head : dropout) factors.push_back(test::Factors(head, alone, length));
    return at::stack(factors);
  }

  std::vector<std::int32_t> lengths;
  PackedRows rows;
  at::Tensor projections, bias;
  std::vector<Dropout> dropout;
};

at::Tensor PlainAttention(const Case& c) {
  std::vector<at::Tensor> outputs;
  for (std::int64_t b = 0; b < c.rows.sequences(); ++b) {
    const at::Tensor qkv = (c.projections.narrow(0, c.rows.Begin(b), c.rows.Length(b)) + c.bias)
                               .view({c.rows.Length(b), 3, kHeads, kHeadDim})
                               .permute({1, 2, 0, 3});
    const at::Tensor scores = qkv[0].matmul(qkv[1].transpose(1, 2)) / std::sqrt(static_cast<double>(kHeadDim));
    const std::int64_t keys = c.rows.Attended(b);
    const at::Tensor weights = scores.narrow(2, 0, keys).softmax(-1) * c.WeightFactors(b).narrow(2, 0, keys);
    outputs.push_back(weights.matmul(qkv[2].narrow(1, 0, keys)).permute({1, 0, 2}).reshape({-1, kHidden}));
  }
  return at::cat(outputs);
}

struct Result {
  at::Tensor context, grad_projections, grad_bias;
};

Result RunKernel(const Case& c, const at::Tensor& grad_context) {
  Result r{at::full({c.rows.rows(), kHidden}, NAN), at::full(c.projections.sizes(), NAN), at::ones({3 * kHidden})};
  at::Tensor log_sum = at::empty({c.rows.rows() * kHeads});
  AttentionForward(c.Input(), c.rows, AsMatrix(r.context), Data(log_sum));
  float* b = Data(r.grad_bias);
  AttentionBackward(c.Input(), c.rows, Data(log_sum),
                    {AsMatrix(grad_context), AsMatrix(r.grad_projections), b, b + kHidden, b + 2 * kHidden});
  return r;
}

void CompareWithPlain(const Case& c) {
  const at::Tensor grad_context = Random(3, {c.rows.rows(), kHidden});
  const Result kernel = RunKernel(c, grad_context);
  const at::Tensor plain = PlainAttention(c);
  plain.backward(grad_context);
  EXPECT_LT(RelativeError(kernel.context, plain.detach()), 1e-5);  // fp32 sums in another order
  EXPECT_LT(RelativeError(kernel.grad_projections, c.projections.grad()), 1e-5);
  // The bias gradients are added to what was there: 1. The key's are 0 but for rounding.
  EXPECT_LT(RelativeError(kernel.grad_bias - 1, c.bias.grad()), 2e-5);
}

TEST(Attention, AgreesWithPlainTensorCode) { CompareWithPlain(Case({5, 1, 63, 64, 65, 130}, 0.0)); }

TEST(Attention, AgreesWithPlainTensorCodeUnderDropout) { CompareWithPlain(Case({5, 1, 63, 64, 65, 130}, 0.3)); }

TEST(Attention, PaddingLooksAndIsNotLookedAt) {
  CompareWithPlain(Case({5, 1, 70, 130}, 0.0, {3, 1, 64, 130}));
  CompareWithPlain(Case({66, 66, 66}, 0.3, {65, 1, 20}));
}

TEST(Attention, AgreesWithLibTorch) {
  const Case c({37, 90}, 0.0);
  const at::Tensor context = RunKernel(c, Random(3, {c.rows.rows(), kHidden})).context;
  for (std::int64_t b = 0; b < 2; ++b) {
    const std::int64_t length = c.rows.Length(b);
    const at::Tensor qkv = (c.projections.detach().narrow(0, c.rows.Begin(b), length) + c.bias.detach())
                               .view({length, 3, 1, kHeads, kHeadDim})
                               .permute({1, 2, 3, 0, 4});
    const at::Tensor expected = at::scaled_dot_product_attention(qkv[0], qkv[1], qkv[2]);
    EXPECT_LT(RelativeError(context.narrow(0, c.rows.Begin(b), length),
                            expected[0].permute({1, 0, 2}).reshape({length, kHidden})),
              1e-5);
  }
}

TEST(Attention, SurvivesLargeScores) {
  Case c({20}, 0.0);
  c.projections.detach().mul_(300.0F);
  const Result result = RunKernel(c, Random(3, {20, kHidden}));
  EXPECT_TRUE(result.context.isfinite().all().item<bool>());
  EXPECT_TRUE(result.grad_projections.isfinite().all().item<bool>());
}

TEST(Attention, IsBitwiseTheSameOnAnyNumberOfThreads) {
  const Case c({70, 12, 33}, 0.2);
  const at::Tensor grad = Random(3, {c.rows.rows(), kHidden});
  const auto run = [&](int count) {
    const test::Threads threads(count);
    return RunKernel(c, grad);
  };
  const Result one = run(1), four = run(4);
  EXPECT_TRUE(at::equal(one.context, four.context));
  EXPECT_TRUE(at::equal(one.grad_projections, four.grad_projections));
  EXPECT_TRUE(at::equal(one.grad_bias, four.grad_bias));
}

}  // namespace
}  // namespace linkbert
