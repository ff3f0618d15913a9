#include "distributed/sharding/sharded_optimizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "base/error.h"
#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"
#include "distributed/sharding/gradient_reducer.h"
#include "tests/distributed/sharding/sharding_fixture.h"

namespace linkbert {
namespace {

constexpr double kLearningRate = 1e-2;
constexpr int kSteps = 5;

OptimizerOptions Options(const std::string& name) { return {.name = name, .weight_decay = 0.1}; }

// Plain fp64 reference of one parameter element after kSteps, straight from the papers' formulas.
struct Reference {
  double parameter;
  double m = 0;
  double v = 0;

  void Step(const OptimizerOptions& o, int t, double g, bool decay) {
    const double wd = decay ? o.weight_decay : 0;
    m = o.beta1 * m + (1 - o.beta1) * g;
    v = o.beta2 * v + (1 - o.beta2) * g * g;
    const double c1 = 1 - std::pow(o.beta1, t);
    const double c2 = 1 - std::pow(o.beta2, t);
    if (o.name == "adamw") {
      parameter -= kLearningRate * wd * parameter;
      parameter -= kLearningRate * (m / c1) / (std::sqrt(v / c2) + o.epsilon);
    } else {
      parameter -= kLearningRate * std::sqrt(c2) / c1 * m / (std::sqrt(v) + o.epsilon);
      parameter -= kLearningRate * wd * parameter;
    }
  }
};

// Of few bits, so that a sum of 2^k equal fractions of it is exact in any order.
at::Tensor GradientOf(const FlatLayout& layout, int step) {
  return (FlatValues(layout, static_cast<std::uint64_t>(100 * step)) * 1024).round() / 1024;
}

// kSteps of reduce and update on this communicator; every rank has the same fraction of one gradient.
at::Tensor Train(const FlatLayout& layout, const OptimizerOptions& options, Communicator& communicator) {
  at::Tensor parameters = FlatValues(layout, 1);
  GradientReducer reducer(layout, communicator);
  ShardedOptimizer optimizer(layout, options, communicator);
  for (int step = 1; step <= kSteps; ++step) {
    const at::Tensor slice = reducer.Reduce(GradientOf(layout, step) / communicator.Size());
    const double norm = optimizer.GradientNorm(slice);
    optimizer.Step(step, kLearningRate, optimizer.ClipScale(norm), slice, parameters);
  }
  return parameters;
}

// The same steps without slices, buckets or segments: each parameter whole, with moments of its own.
at::Tensor TrainUnsharded(const FlatLayout& layout, const OptimizerOptions& options) {
  at::Tensor parameters = FlatValues(layout, 1);
  const at::Tensor m = at::zeros_like(parameters), v = at::zeros_like(parameters);
  for (int step = 1; step <= kSteps; ++step) {
    const at::Tensor gradient = GradientOf(layout, step);
    const auto norm = static_cast<float>(gradient.to(at::kDouble).norm().item<double>());
    for (const FlatLayout::Entry& entry : layout.entries()) {
      AdamScalars scalars =
          MakeAdamScalars(options, step, kLearningRate, std::min(1.0, options.max_gradient_norm / (norm + 1e-6)));
      if (!entry.spec.decay) scalars.decay = 0;
      const std::int64_t at = entry.range.begin;
      AdamUpdate(KindOf(options), scalars, entry.range.size(),
                 {gradient.const_data_ptr<float>() + at, parameters.mutable_data_ptr<float>() + at,
                  m.mutable_data_ptr<float>() + at, v.mutable_data_ptr<float>() + at});
    }
  }
  return parameters;
}

class Optimizer : public testing::TestWithParam<std::string> {};

TEST_P(Optimizer, FollowsTheFormulas) {
  const FlatLayout layout = AwkwardLayout();
  OptimizerOptions options = Options(GetParam());
  options.max_gradient_norm = 0;
  SelfCommunicator communicator;
  const at::Tensor trained = Train(layout, options, communicator);
  const at::Tensor initial = FlatValues(layout, 1);
  std::vector<at::Tensor> gradients;
  for (int step = 1; step <= kSteps; ++step) gradients.push_back(GradientOf(layout, step));
  for (const FlatLayout::Entry& entry : layout.entries()) {
    for (std::int64_t i = entry.range.begin; i < entry.range.end; ++i) {
      Reference reference{initial.const_data_ptr<float>()[i]};
      for (int t = 1; t <= kSteps; ++t) {
        reference.Step(options, t, gradients[static_cast<std::size_t>(t - 1)].const_data_ptr<float>()[i],
                       entry.spec.decay);
      }
      // |p| < 1.1 and five updates of about 0.01: a handful of fp32 roundings.
      ASSERT_NEAR(trained.const_data_ptr<float>()[i], reference.parameter, 5e-7) << entry.spec.name << " + " << i;
    }
  }
}

TEST_P(Optimizer, OneRankMakesTheUnshardedUpdateToTheLastBit) {
  const FlatLayout layout = AwkwardLayout();
  SelfCommunicator self;
  EXPECT_TRUE(Train(layout, Options(GetParam()), self).equal(TrainUnsharded(layout, Options(GetParam()))));
}

// The gradients' sum is exact on 2^k ranks; the norm is rounded to fp32: nothing depends on the rank count.
TEST_P(Optimizer, PowersOfTwoRanksGiveTheSameBits) {
  const FlatLayout layout = AwkwardLayout();
  SelfCommunicator self;
  const at::Tensor alone = Train(layout, Options(GetParam()), self);
  for (const int ranks : {2, 4, 8}) {
    ThreadGroup::Run(ranks, [&](Communicator& communicator) {
      EXPECT_TRUE(Train(layout, Options(GetParam()), communicator).equal(alone)) << ranks << " ranks";
    });
  }
}

TEST_P(Optimizer, PrimeRankCountsGiveTheSameUpdate) {
  const FlatLayout layout = AwkwardLayout();
  SelfCommunicator self;
  const at::Tensor alone = Train(layout, Options(GetParam()), self);
  for (const int ranks : {3, 5, 7}) {
    ThreadGroup::Run(ranks, [&](Communicator& communicator) {
      // g / ranks summed over ranks is off by a few 2^-24 of g; an update is lr * m / sqrt(v), equally off at most.
      EXPECT_TRUE(at::allclose(Train(layout, Options(GetParam()), communicator), alone, 0, 1e-6)) << ranks << " ranks";
    });
  }
}

TEST_P(Optimizer, MomentsReloadFromAnyPiecesOnAnyRanks) {
  const FlatLayout layout = AwkwardLayout();
  const at::Tensor m = FlatValues(layout, 21);
  const at::Tensor v = FlatValues(layout, 22).abs();
  ThreadGroup::Run(3, [&](Communicator& communicator) {
    ShardedOptimizer optimizer(layout, Options(GetParam()), communicator);
    for (std::int64_t begin = 0; begin < layout.size(); begin += 777) {
      const FlatRange piece{begin, std::min(begin + 777, layout.size())};
      optimizer.LoadMoments(piece, m.const_data_ptr<float>() + begin, v.const_data_ptr<float>() + begin);
    }
    EXPECT_TRUE(optimizer.first_moment().equal(Cut(m, optimizer.ranges())));
    EXPECT_TRUE(optimizer.second_moment().equal(Cut(v, optimizer.ranges())));
  });
}

INSTANTIATE_TEST_SUITE_P(Kinds, Optimizer, testing::Values("adamw", "hf_adamw"));

// One parameter, no padding: LibTorch's fused kernel sees the very same tensors.
TEST(ShardedOptimizer, AgreesWithTheFusedAdamWOfLibTorch) {
  const FlatLayout layout({{"weight", {128, 200}, true}}, 1 << 20);
  SelfCommunicator communicator;
  OptimizerOptions options = Options("adamw");
  options.max_gradient_norm = 0;
  const at::Tensor ours = Train(layout, options, communicator);
  at::Tensor theirs = FlatValues(layout, 1);
  const at::Tensor m = at::zeros_like(theirs);
  const at::Tensor v = at::zeros_like(theirs);
  for (int step = 1; step <= kSteps; ++step) {
    const at::Tensor count = at::full({}, step, at::kFloat);
    at::_fused_adamw_({theirs}, {GradientOf(layout, step)}, {m}, {v}, {}, {count}, kLearningRate, options.beta1,
                      options.beta2, options.weight_decay, options.epsilon, false, false);
  }
  // Their kernel contracts to fused multiply-adds: a rounding or two a step of values around 1.
  EXPECT_LE((ours - theirs).abs().max().item<float>(), 4e-7F);
}

TEST(ShardedOptimizer, NormIsThatOfTheWholeGradient) {
  const FlatLayout layout = AwkwardLayout();
  const at::Tensor gradient = FlatValues(layout, 5);
  const double expected = gradient.to(at::kDouble).norm().item<double>();
  for (const int ranks : {1, 2, 3, 7}) {
    ThreadGroup::Run(ranks, [&](Communicator& communicator) {
      ShardedOptimizer optimizer(layout, {}, communicator);
      EXPECT_EQ(optimizer.GradientNorm(Cut(gradient, optimizer.ranges())), static_cast<float>(expected));
    });
  }
}

TEST(ShardedOptimizer, InfiniteGradientsShowInTheNorm) {
  const FlatLayout layout = AwkwardLayout();
  at::Tensor gradient = FlatValues(layout, 5);
  gradient[70000] = std::nanf("");
  ThreadGroup::Run(3, [&](Communicator& communicator) {
    ShardedOptimizer optimizer(layout, {}, communicator);
    EXPECT_TRUE(std::isnan(optimizer.GradientNorm(Cut(gradient, optimizer.ranges()))));
  });
}

TEST(ShardedOptimizer, ClipsOnlyWhatIsTooLong) {
  const FlatLayout layout = AwkwardLayout();
  SelfCommunicator communicator;
  const ShardedOptimizer clipping(layout, {.max_gradient_norm = 2}, communicator);
  EXPECT_EQ(clipping.ClipScale(1.5), 1.0);
  EXPECT_NEAR(clipping.ClipScale(8), 0.25, 1e-7);
  EXPECT_EQ(ShardedOptimizer(layout, {.max_gradient_norm = 0}, communicator).ClipScale(8), 1.0);
}

TEST(ShardedOptimizer, HoldsTwoFloatsForEachElementOfItsSlice) {
  const FlatLayout layout = AwkwardLayout();
  for (const int ranks : {1, 2, 4}) {  // these divide every bucket
    ThreadGroup::Run(ranks, [&](Communicator& communicator) {
      const ShardedOptimizer optimizer(layout, {}, communicator);
      const auto bytes = optimizer.first_moment().nbytes() + optimizer.second_moment().nbytes();
      EXPECT_EQ(bytes, static_cast<std::size_t>(layout.size() / ranks * 8));
    });
  }
}

// A rank's part of a bucket is rounded up to whole elements, at the cost of the last ranks; nothing is held twice.
TEST(ShardedOptimizer, HoldsItsShareOfTheStateOnPrimeRankCounts) {
  const FlatLayout layout = AwkwardLayout();
  for (const int ranks : {3, 5, 7, 13}) {
    std::atomic<std::int64_t> all = 0;
    ThreadGroup::Run(ranks, [&](Communicator& communicator) {
      const ShardedOptimizer optimizer(layout, {}, communicator);
      const auto bytes =
          static_cast<std::int64_t>(optimizer.first_moment().nbytes() + optimizer.second_moment().nbytes());
      EXPECT_LE(bytes, 8 * (layout.size() / ranks + static_cast<std::int64_t>(layout.buckets().size())));
      all += bytes;
    });
    EXPECT_EQ(all, 8 * layout.size()) << ranks << " ranks";
  }
}

TEST(ShardedOptimizer, RefusesUnknownNamesAndStepZero) {
  const FlatLayout layout = AwkwardLayout();
  SelfCommunicator communicator;
  EXPECT_THROW(ShardedOptimizer(layout, Options("sgd"), communicator), Error);
  ShardedOptimizer optimizer(layout, {}, communicator);
  at::Tensor parameters = FlatValues(layout, 1);
  EXPECT_THROW(optimizer.Step(0, 0.1, 1, parameters, parameters), Error);
  EXPECT_THROW(optimizer.Step(1, 0.1, 1, at::zeros({3}, at::kFloat), parameters), Error);
}

}  // namespace
}  // namespace linkbert
