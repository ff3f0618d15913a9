// The operations on flat numbers: norms, the check of a step, and every optimizer's update.
#include <cmath>
#include <limits>

#include "core/sharding/flat_pieces.h"
#include "tests/core/device/contract.h"
#include "tests/core/optimizers/optimizer_reference.h"

namespace linkbert::test {
namespace {

// A matrix of two blocks, and a vector.
const std::vector<ParameterSpec> kSpecs = {{"bias", {70}, false}, {"weight", {300, 231}, true}};

class UpdatesContract : public DeviceContract {
 protected:
  template <typename T>
  T* Room(std::int64_t count) {
    return reinterpret_cast<T*>(
        rooms_.emplace_back(device().Allocate(count * static_cast<std::int64_t>(sizeof(T)))).data);
  }
  template <typename T>
  std::vector<T> Fetch(const T* data, std::int64_t count) const {
    std::vector<T> values(static_cast<std::size_t>(count));
    device().Download(data, count * static_cast<std::int64_t>(sizeof(T)), values.data());
    return values;
  }
  StepCheck* PlaceCheck(const StepCheck& check) {
    auto* const place = Room<StepCheck>(1);
    device().Upload(&check, sizeof(check), place);
    return place;
  }
  double* PlaceDoubles(const std::vector<double>& values) {
    const auto count = static_cast<std::int64_t>(values.size());
    auto* const place = Room<double>(count);
    device().Upload(values.data(), count * 8, place);
    return place;
  }

 private:
  std::vector<Memory> rooms_;
};

TEST_P(UpdatesContract, SumOfSquares) {
  const FlatParameters parameters(device(), kSpecs, 1 << 20, GradientMemory::kNone);
  const std::int64_t blocks = BlockCount(parameters.layout());
  ASSERT_EQ(blocks, 3);
  const std::vector<FlatPiece> pieces = PiecesOf(parameters, parameters.layout().Slice(0, 2));
  const at::Tensor values = Vector(1, parameters.layout().Slice(0, 2).size());
  auto* const sums = Room<double>(blocks);
  device().SumSquares(device().Load(pieces), PlaceVector(values), blocks, sums);
  std::vector<double> wanted(static_cast<std::size_t>(blocks), 0.0);
  for (const FlatPiece& piece : pieces) {
    const at::Tensor its = values.narrow(0, piece.slice_begin, piece.elements);
    wanted[static_cast<std::size_t>(piece.block)] = its.square().sum().item<double>();
  }
  EXPECT_EQ(wanted[2], 0);  // the other rank's
  const std::vector<double> actual = Fetch(sums, blocks);
  for (std::size_t b = 0; b < wanted.size(); ++b) EXPECT_NEAR(actual[b], wanted[b], 1e-12 * wanted[b]) << b;
}

TEST_P(UpdatesContract, AddedSums) {
  double* const to = PlaceDoubles({1, 2, 3});
  device().AddSums(PlaceDoubles({10, 20}), 2, nullptr, to + 1);
  EXPECT_EQ(Fetch(to, 3), (std::vector<double>{1, 12, 23}));
  device().AddSums(PlaceDoubles({10, 20}), 2, PlaceDoubles({0.25}), to);
  EXPECT_EQ(Fetch(to, 3), (std::vector<double>{3.5, 17, 23}));
}

TEST_P(UpdatesContract, CheckOfAStep) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  struct Case {
    std::vector<double> blocks, sums;
    double max_norm;
    StepCheck wanted;
  };
  for (const Case& c : std::vector<Case>{{{9, 16}, {1, -2}, 10, {5, 1, 1}},
                                         {{9, 16}, {1, -2}, 2, {5, 2 / (5 + 1e-6), 1}},
                                         {{9, 16}, {1, -2}, 0, {5, 1, 1}},
                                         {{0, 0}, {0, 0}, 1, {0, 1, 1}},
                                         {{9, 16}, {1, nan}, 10, {5, 1, 0}},
                                         {{9, 16}, {-infinity, 1}, 10, {5, 1, 0}}}) {
    auto* const check = Room<StepCheck>(1);
    device().CheckStep({PlaceDoubles(c.blocks), 2, PlaceDoubles(c.sums), 2, c.max_norm, 1e-6, check});
    const StepCheck actual = Fetch(check, 1).front();
    EXPECT_EQ(actual.norm, c.wanted.norm);
    EXPECT_DOUBLE_EQ(actual.clip_factor, c.wanted.clip_factor);
    EXPECT_EQ(actual.finite, c.wanted.finite);
  }
  for (const double bad : {nan, infinity}) {
    auto* const check = Room<StepCheck>(1);
    device().CheckStep({PlaceDoubles({1, bad}), 2, nullptr, 0, 1, 1e-6, check});
    EXPECT_FALSE(std::isfinite(Fetch(check, 1).front().norm));
    EXPECT_EQ(Fetch(check, 1).front().finite, 0);
  }
}

// Two steps of the whole layout on one rank, with a gradient that clipping halves.
TEST_P(UpdatesContract, EveryOptimizer) {
  constexpr double kRate = 0.01;
  for (const RuleFacts& facts : AllRules()) {
    const OptimizerOptions options = {.name = std::string(facts.name), .weight_decay = 0.1};
    FlatParameters parameters(device(), kSpecs, 1 << 20, GradientMemory::kNone);
    const FlatLayout& layout = parameters.layout();
    const std::vector<FlatPiece> pieces = PiecesOf(parameters, layout.Slice(0, 1));
    const std::int64_t blocks = BlockCount(layout);
    const at::Tensor start = Vector(2, layout.size()).detach().to(at::kFloat);
    parameters.Write(
        [&](std::span<float> flat) { std::copy_n(start.const_data_ptr<float>(), flat.size(), flat.data()); });
    float* const masters =
        parameters.ValuesAreMasters() ? reinterpret_cast<float*>(parameters.values().data) : PlaceVector(start);
    UpdatePass pass = {.pieces = device().Load(pieces),
                       .check = PlaceCheck({.norm = 1, .clip_factor = 0.5, .finite = 1}),
                       .gradient = nullptr,
                       .masters = masters,
                       .states = {Zeros(layout.size()), Zeros(layout.size())},
                       .working = parameters.ValuesAreMasters() ? View() : parameters.values(),
                       .vectors = reinterpret_cast<float*>(parameters.vectors().data),
                       .parameter_blocks = Room<double>(blocks),
                       .direction_blocks = Room<double>(blocks)};
    std::vector<OptimizerReference> references;
    const auto of = [](const at::Tensor& flat, const FlatLayout::Entry& entry) {
      return flat.detach().narrow(0, entry.range.begin, entry.range.size());
    };
    for (const FlatLayout::Entry& entry : layout.entries()) references.emplace_back(of(start, entry));
    for (int step = 1; step <= 2; ++step) {
      const at::Tensor gradient = Vector(static_cast<std::uint64_t>(10 + step), layout.size());
      pass.gradient = PlaceVector(gradient);
      const OptimizerRule rule = RuleAt(options, step, kRate);
      if (facts.tensor_norms) {
        device().UpdateStates(rule, pass, blocks);
        device().ApplyDirections(rule, pass);
      } else {
        device().Update(rule, pass);
      }
      for (std::size_t t = 0; t < references.size(); ++t) {
        const FlatLayout::Entry& entry = layout.entries()[t];
        references[t].Step(options, kRate, step, 0.5 * of(gradient, entry), entry.spec.decay);
      }
    }
    const at::Tensor moved = ReadVector(masters, layout.size());
    for (std::size_t t = 0; t < references.size(); ++t) {
      const FlatLayout::Entry& entry = layout.entries()[t];
      EXPECT_LT(RelativeError(of(moved, entry), references[t].parameter), 1e-6) << facts.name;
      EXPECT_LT(RelativeError(of(ReadVector(pass.states[0], layout.size()), entry), references[t].m), 1e-6);
      EXPECT_LT(RelativeError(of(ReadVector(pass.states[1], layout.size()), entry), references[t].v), 1e-6);
      const ParameterView view = parameters.Find(entry.spec.name, entry.spec.shape);
      const at::Tensor working = Read(view.value).reshape({-1}), master = of(moved, entry);
      const bool vector = entry.spec.shape.size() == 1;
      EXPECT_TRUE(working.equal(vector ? master : master.to(storage()).to(at::kDouble))) << entry.spec.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Devices, UpdatesContract, testing::ValuesIn(ContractDevices()), ContractName);

}  // namespace
}  // namespace linkbert::test
