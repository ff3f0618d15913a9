// The optimizers' steps against their formulas in fp64, and the same bits on any number of ranks.
#include "core/sharding/sharded_optimizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/error.h"
#include "core/sharding/gradient_reducer.h"
#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"
#include "tests/core/optimizers/optimizer_reference.h"
#include "tests/core/sharding/sharding_fixture.h"

namespace linkbert::test {
namespace {

constexpr double kLearningRate = 1e-2;
constexpr int kSteps = 5;

OptimizerOptions Options(const std::string& name) { return {.name = name, .weight_decay = 0.1}; }

// Of few bits, so that a sum of 2^k equal fractions of it is exact in any order.
at::Tensor GradientOfStep(const FlatLayout& layout, int step) {
  return (FlatValues(layout, static_cast<std::uint64_t>(100 * step)) * 1024).round() / 1024;
}

// Gradients whose sum over ranks is this one, exactly on any number of ranks: one rank has all of it.
using StepGradient = std::function<at::Tensor(const FlatLayout& layout, int step)>;

// kSteps of reduce and update on this communicator.
void Train(FlatParameters& parameters, const OptimizerOptions& options, Communicator& communicator,
           const StepGradient& gradient = GradientOfStep) {
  const FlatLayout& layout = parameters.layout();
  GradientReducer reducer(parameters, communicator);
  ShardedOptimizer optimizer(parameters, options, communicator);
  const at::Tensor initial = FlatValues(layout, 1);
  optimizer.Write(
      [&](std::span<float> flat) { std::copy_n(initial.const_data_ptr<float>(), flat.size(), flat.data()); });
  const StepTotals totals(parameters.device(), 0, optimizer.blocks());
  for (int step = 1; step <= kSteps; ++step) {
    GradientsOf(parameters).zero_();
    if (communicator.Rank() == step % communicator.Size()) GradientsOf(parameters).copy_(gradient(layout, step));
    const View slice = reducer.Reduce();
    optimizer.Check(slice, totals);
    optimizer.Step(step, kLearningRate, slice, totals);
  }
}

at::Tensor TrainAlone(const OptimizerOptions& options) {
  SelfCommunicator self;
  FlatParameters parameters = AwkwardParameters(1);
  Train(parameters, options, self);
  return ValuesOf(parameters).clone();
}

// A state of a rank, as it owns it.
at::Tensor StateOf(const ShardedOptimizer& optimizer, std::size_t state) {
  const at::Tensor values =
      at::from_blob(const_cast<float*>(optimizer.StateOf(state, 0)), {optimizer.slice().size()}, at::kFloat);
  return OwnedOfSlice(values, optimizer.slice());
}

class Optimizer : public testing::TestWithParam<std::string> {};

TEST_P(Optimizer, FollowsTheFormulas) {
  const FlatLayout layout = AwkwardLayout();
  OptimizerOptions options = Options(GetParam());
  options.max_gradient_norm = 0;
  const at::Tensor trained = TrainAlone(options), initial = FlatValues(layout, 1);
  for (const FlatLayout::Entry& entry : layout.entries()) {
    OptimizerReference reference(Reshape(initial, entry));
    for (int t = 1; t <= kSteps; ++t) {
      reference.Step(options, kLearningRate, t, Reshape(GradientOfStep(layout, t), entry).to(at::kDouble),
                     entry.spec.decay);
    }
    // |p| < 1.1 and five updates of about 0.01: a handful of fp32 roundings.
    const at::Tensor error = (Reshape(trained, entry).to(at::kDouble) - reference.parameter).abs();
    EXPECT_LT(error.max().item<double>(), 5e-7) << entry.spec.name;
  }
}

// What clipping does: the same as a gradient that was scaled by hand.
TEST_P(Optimizer, ClipsByTheGlobalNorm) {
  const FlatLayout layout = AwkwardLayout();
  OptimizerOptions options = Options(GetParam());
  options.max_gradient_norm = 3;
  const at::Tensor clipped = TrainAlone(options);
  const double epsilon = GetParam() == "lamb" ? 0 : 1e-6;
  options.max_gradient_norm = 0;
  SelfCommunicator self;
  FlatParameters parameters = AwkwardParameters(1);
  Train(parameters, options, self, [&](const FlatLayout&, int step) {
    const at::Tensor gradient = GradientOfStep(layout, step);
    return gradient * (3 / (gradient.to(at::kDouble).norm().item<double>() + epsilon));
  });
  EXPECT_LT((clipped - ValuesOf(parameters)).abs().max().item<float>(), 5e-7F);
}

TEST_P(Optimizer, AnyNumberOfRanksGivesTheSameBits) {
  const at::Tensor alone = TrainAlone(Options(GetParam()));
  for (const int ranks : {2, 3, 4, 5, 7, 8, 70}) {
    ThreadGroup::Run(ranks, [&](Communicator& communicator) {
      FlatParameters parameters = AwkwardParameters(ranks);
      Train(parameters, Options(GetParam()), communicator);
      EXPECT_TRUE(ValuesOf(parameters).equal(alone)) << ranks << " ranks";
    });
  }
}

// A device that holds matrices in bf16, as far as parameters and their updates go.
class NarrowDevice : public CpuDevice {
 public:
  DType storage() const override { return DType::kBFloat16; }
};

// The masters go the same way as where the working values are fp32; what models read is those, rounded.
TEST_P(Optimizer, NarrowWorkingValuesAreTheMastersRounded) {
  const at::Tensor masters = TrainAlone(Options(GetParam()));
  for (const int ranks : {1, 2, 3, 4}) {
    ThreadGroup::Run(ranks, [&](Communicator& communicator) {
      NarrowDevice device;
      FlatParameters parameters = AwkwardParameters(ranks, device);
      Train(parameters, Options(GetParam()), communicator);
      EXPECT_TRUE(ValuesOf(parameters).equal(masters.to(at::kBFloat16))) << ranks << " ranks";
      for (const char* name : {"layer.norm.weight", "layer.bias"}) {
        const FlatLayout::Entry& entry = parameters.layout().Find(name);
        const ParameterView view = parameters.Find(name, entry.spec.shape);
        EXPECT_TRUE(std::equal(view.vector(), view.vector() + entry.range.size(),
                               masters.const_data_ptr<float>() + entry.range.begin))
            << name << " on " << ranks << " ranks";
      }
    });
  }
}

TEST_P(Optimizer, AStepThatIsNotFiniteChangesNothing) {
  for (const bool narrow : {false, true}) {
    for (const int ranks : {1, 3}) {
      ThreadGroup::Run(ranks, [&](Communicator& communicator) {
        NarrowDevice narrow_device;
        FlatParameters parameters = AwkwardParameters(ranks, narrow ? narrow_device : HostDevice());
        GradientReducer reducer(parameters, communicator);
        ShardedOptimizer optimizer(parameters, Options(GetParam()), communicator);
        optimizer.Write([&](std::span<float> flat) { std::ranges::fill(flat, 0.3F); });
        const at::Tensor before = ValuesOf(parameters).clone();
        const StepTotals totals(parameters.device(), 0, optimizer.blocks());
        if (communicator.Rank() == ranks - 1) GradientsOf(parameters)[70000] = std::nanf("");
        const View slice = reducer.Reduce();
        optimizer.Check(slice, totals);
        optimizer.Step(1, kLearningRate, slice, totals);
        EXPECT_TRUE(std::isnan(totals.Read(parameters.device()).check.norm));
        EXPECT_EQ(totals.Read(parameters.device()).check.finite, 0);
        EXPECT_TRUE(ValuesOf(parameters).equal(before));
        const float* const bias = parameters.Find("layer.bias", {65}).vector();
        EXPECT_TRUE(std::all_of(bias, bias + 65, [](float value) { return value == 0.3F; }));
        for (std::size_t state = 0; state < optimizer.rule().StateCount(); ++state) {
          EXPECT_EQ(StateOf(optimizer, state).abs().max().item<float>(), 0.0F);
        }
      });
    }
  }
}

TEST_P(Optimizer, StatesReloadFromAnyPiecesOnAnyRanks) {
  const FlatLayout layout = AwkwardLayout();
  const at::Tensor m = FlatValues(layout, 21), v = FlatValues(layout, 22).abs();
  ThreadGroup::Run(3, [&](Communicator& communicator) {
    FlatParameters parameters = AwkwardParameters(3);
    ShardedOptimizer optimizer(parameters, Options(GetParam()), communicator);
    for (std::int64_t begin = 0; begin < layout.size(); begin += 777) {
      const FlatRange piece{begin, std::min(begin + 777, layout.size())};
      optimizer.LoadState(0, piece, m.const_data_ptr<float>() + begin);
      optimizer.LoadState(1, piece, v.const_data_ptr<float>() + begin);
    }
    EXPECT_TRUE(StateOf(optimizer, 0).equal(OwnedOfFlat(m, optimizer.slice())));
    EXPECT_TRUE(StateOf(optimizer, 1).equal(OwnedOfFlat(v, optimizer.slice())));
  });
}

std::vector<std::string> RuleNames() {
  std::vector<std::string> names;
  for (const RuleFacts& rule : AllRules()) names.emplace_back(rule.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Rules, Optimizer, testing::ValuesIn(RuleNames()));

// One parameter, no padding: LibTorch's fused kernel sees the very same tensors.
TEST(ShardedOptimizer, AgreesWithTheFusedAdamWOfLibTorch) {
  FlatParameters parameters(HostDevice(), {{"weight", {128, 200}, true}}, 1 << 20, GradientMemory::kOwned);
  const FlatLayout& layout = parameters.layout();
  SelfCommunicator communicator;
  OptimizerOptions options = Options("adamw");
  options.max_gradient_norm = 0;
  Train(parameters, options, communicator);
  at::Tensor theirs = FlatValues(layout, 1);
  const at::Tensor m = at::zeros_like(theirs), v = at::zeros_like(theirs);
  for (int step = 1; step <= kSteps; ++step) {
    const at::Tensor count = at::full({}, step, at::kFloat);
    at::_fused_adamw_({theirs}, {GradientOfStep(layout, step)}, {m}, {v}, {}, {count}, kLearningRate, options.beta1,
                      options.beta2, options.weight_decay, options.epsilon, false, false);
  }
  // Their kernel contracts to fused multiply-adds: a rounding or two a step of values around 1.
  EXPECT_LE((ValuesOf(parameters) - theirs).abs().max().item<float>(), 4e-7F);
}

// Norms of 0 give no ratio: a tensor of zeros takes Adam's step, or none without a gradient.
TEST(ShardedOptimizer, LambTrainsTensorsOfZeros) {
  SelfCommunicator communicator;
  for (const float gradient : {0.0F, 0.01F}) {
    FlatParameters parameters(HostDevice(), {{"weight", {4, 4}, true}}, 1 << 20, GradientMemory::kOwned);
    ShardedOptimizer optimizer(parameters, Options("lamb"), communicator);
    GradientsOf(parameters).narrow(0, 0, 16).fill_(gradient);
    const StepTotals totals(parameters.device(), 0, optimizer.blocks());
    optimizer.Check(parameters.gradients(), totals);
    optimizer.Step(1, kLearningRate, parameters.gradients(), totals);
    EXPECT_NEAR(ValuesOf(parameters)[3].item<double>(), gradient == 0 ? 0 : -kLearningRate, 1e-7);
  }
}

// The check of one gradient, on rank 0.
StepCheck CheckOf(int ranks, const at::Tensor& gradient, const OptimizerOptions& options,
                  std::vector<double> sums = {}) {
  StepCheck check{};
  ThreadGroup::Run(ranks, [&](Communicator& communicator) {
    FlatParameters parameters = AwkwardParameters(ranks);
    GradientReducer reducer(parameters, communicator);
    ShardedOptimizer optimizer(parameters, options, communicator);
    if (communicator.Rank() == 0) GradientsOf(parameters).copy_(gradient);
    const StepTotals totals(parameters.device(), static_cast<std::int64_t>(sums.size()), optimizer.blocks());
    std::copy(sums.begin(), sums.end(), totals.sums());
    optimizer.Check(reducer.Reduce(), totals);
    const StepTotals::OnHost read = totals.Read(parameters.device());
    for (std::size_t i = 0; i < sums.size(); ++i) EXPECT_EQ(read.sums[i], ranks * sums[i]);
    if (communicator.Rank() == 0) check = read.check;
  });
  return check;
}

TEST(ShardedOptimizer, NormIsThatOfTheWholeGradient) {
  const at::Tensor gradient = FlatValues(AwkwardLayout(), 5);
  const double expected = gradient.to(at::kDouble).norm().item<double>();
  for (const int ranks : {1, 2, 3, 7}) EXPECT_EQ(CheckOf(ranks, gradient, {}).norm, static_cast<float>(expected));
}

TEST(ShardedOptimizer, LossesAreSummedWithTheNormAndMustBeFinite) {
  const at::Tensor gradient = FlatValues(AwkwardLayout(), 5);
  EXPECT_EQ(CheckOf(2, gradient, {}, {1.5, 2}).finite, 1);
  EXPECT_EQ(CheckOf(2, gradient, {}, {1.5, INFINITY}).finite, 0);
}

TEST(ShardedOptimizer, ClipsOnlyWhatIsTooLong) {
  const at::Tensor values = FlatValues(AwkwardLayout(), 5).to(at::kDouble),
                   unit = (values / values.norm()).to(at::kFloat);
  EXPECT_EQ(CheckOf(1, unit * 1.5, {.max_gradient_norm = 2}).clip_factor, 1.0);
  EXPECT_NEAR(CheckOf(1, unit * 8, {.max_gradient_norm = 2}).clip_factor, 0.25, 1e-7);
  EXPECT_EQ(CheckOf(1, unit * 8, {.max_gradient_norm = 0}).clip_factor, 1.0);
}

// A rank's part of a bucket is rounded up to 64 elements; nothing is held twice.
TEST(ShardedOptimizer, HoldsItsShareOfTheStates) {
  const FlatLayout layout = AwkwardLayout();
  for (const int ranks : {1, 2, 3, 5, 7, 13}) {
    std::int64_t all = 0;
    for (int rank = 0; rank < ranks; ++rank) {
      const FlatSlice slice = layout.Slice(rank, ranks);
      EXPECT_LE(slice.size(), layout.size() / ranks + 64 * static_cast<std::int64_t>(layout.buckets().size()));
      for (const FlatRange range : slice.ranges) all += range.size();
    }
    EXPECT_EQ(all, layout.size()) << ranks << " ranks";
  }
}

TEST(ShardedOptimizer, RefusesUnknownNamesAndStepZero) {
  SelfCommunicator communicator;
  FlatParameters parameters = AwkwardParameters(1);
  EXPECT_THROW(ShardedOptimizer(parameters, Options("sgd"), communicator), Error);
  ShardedOptimizer optimizer(parameters, {}, communicator);
  const StepTotals totals(parameters.device(), 0, optimizer.blocks());
  EXPECT_THROW(optimizer.Step(0, 0.1, parameters.gradients(), totals), Error);
  EXPECT_THROW(optimizer.Step(1, 0.1, parameters.gradients().Columns(0, 3), totals), Error);
}

}  // namespace
}  // namespace linkbert::test
