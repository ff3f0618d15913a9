// The losses: see contract.h.
#include "tests/core/device/contract.h"

namespace linkbert::test {
namespace {

using LossesContract = DeviceContract;

// Where a loss puts what it finds.
class Sums {
 public:
  explicit Sums(Device& device, std::int64_t rows, double scale = 0)
      : device_(device), sums_(device.Allocate(24)), best_(device.Allocate(4 * rows)), rows_(rows) {
    const double before[3] = {1, 2, scale};  // it adds
    device.Upload(before, 24, sums_.data);
  }
  const double* Scale() const { return reinterpret_cast<const double*>(sums_.data) + 2; }
  LossSums Place() const {
    auto* sums = reinterpret_cast<double*>(sums_.data);
    return {sums, sums + 1, reinterpret_cast<std::int32_t*>(best_.data)};
  }
  double Loss() const { return Read()[0] - 1; }
  double Correct() const { return Read()[1] - 2; }
  at::Tensor Best() const {
    const at::Tensor best = at::empty({rows_}, at::kInt);
    device_.Download(best_.data, 4 * rows_, best.mutable_data_ptr());
    return best.to(at::kLong);
  }

 private:
  std::array<double, 2> Read() const {
    std::array<double, 2> sums{};
    device_.Download(sums_.data, 16, sums.data());
    return sums;
  }
  Device& device_;
  Memory sums_, best_;
  std::int64_t rows_;
};

std::vector<std::int32_t> Labels(std::int64_t rows, std::int64_t classes) {
  std::vector<std::int32_t> labels;
  for (std::int64_t r = 0; r < rows; ++r) labels.push_back(static_cast<std::int32_t>(r * 7 % classes));
  return labels;
}

at::Tensor Wide(std::vector<std::int32_t>& labels) {
  return at::from_blob(labels.data(), {static_cast<std::int64_t>(labels.size())}, at::kInt).to(at::kLong);
}

// Few classes, and a vocabulary with more rows than logits exist at a time.
TEST_P(LossesContract, CrossEntropyOfALinearLayer) {
  for (const auto& [rows, classes] : {std::pair<std::int64_t, std::int64_t>{5, 3}, {1100, 600}}) {
    const at::Tensor x = Leaf(1, {rows, 16}), w = Leaf(2, {classes, 16}), b = Vector(3, classes);
    std::vector<std::int32_t> labels = Labels(rows, classes);
    const at::Tensor logits = at::linear(x, w, b);
    const at::Tensor loss = at::cross_entropy_loss(logits, Wide(labels), {}, at::Reduction::Sum);
    (loss * 0.25).backward();
    const LinearLayer layer = PlaceLinear(w, b);
    const View grad_x = Room(rows, 16), scratch = Room(device().LogitRows(rows, classes), classes);
    const DeviceIds ids = device().Load(std::span(std::as_const(labels)));
    const Sums evaluated(device(), rows), sums(device(), rows, 0.25);
    device().CrossEntropyForward(layer, {Place(x), ids, scratch, evaluated.Place()});
    device().CrossEntropyForwardBackward(layer, {Place(x), ids, scratch, sums.Place(), sums.Scale(), grad_x});
    EXPECT_NEAR(sums.Loss(), loss.item<double>(), GetParam().error * loss.item<double>());
    EXPECT_EQ(evaluated.Loss(), sums.Loss());
    const at::Tensor best = logits.argmax(1);
    EXPECT_TRUE(at::equal(sums.Best(), best));
    EXPECT_TRUE(at::equal(evaluated.Best(), best));
    EXPECT_EQ(sums.Correct(), best.eq(Wide(labels)).sum().item<double>());
    EXPECT_EQ(evaluated.Correct(), sums.Correct());
    ExpectClose(Read(grad_x), x.grad(), "input's gradient");
    ExpectGradients(layer, w, b);
  }
}

TEST_P(LossesContract, NoRowsAreNoLoss) {
  const LinearLayer layer = PlaceLinear(Leaf(2, {600, 16}), Vector(3, 600));
  const Sums sums(device(), 0, 1);
  device().CrossEntropyForwardBackward(layer, {Room(0, 16), {}, Room(0, 600), sums.Place(), sums.Scale(), Room(0, 16)});
  EXPECT_EQ(sums.Loss(), 0);
  EXPECT_EQ(ReadVector(layer.weight_gradient, 600 * 16).abs().max().item<double>(), 0);
}

TEST_P(LossesContract, SoftmaxOfLogits) {
  const at::Tensor x = Leaf(1, {6, 4});
  std::vector<std::int32_t> labels = Labels(6, 4);
  const at::Tensor loss = at::cross_entropy_loss(x, Wide(labels), {}, at::Reduction::Sum);
  (loss * 0.5).backward();
  const View logits = Place(x);
  const Sums sums(device(), 6, 0.5);
  device().SoftmaxForwardBackward(device().Load(std::span(std::as_const(labels))),
                                  {logits, sums.Scale(), sums.Place()});
  EXPECT_NEAR(sums.Loss(), loss.item<double>(), GetParam().error * loss.item<double>());
  EXPECT_TRUE(at::equal(sums.Best(), x.argmax(1)));
  EXPECT_EQ(sums.Correct(), x.argmax(1).eq(Wide(labels)).sum().item<double>());
  ExpectClose(Read(logits), x.grad(), "gradient");
}

TEST_P(LossesContract, LossesAgainstNumbers) {
  for (const ValueLoss kind : {ValueLoss::kSquaredError, ValueLoss::kBinaryCrossEntropy}) {
    const at::Tensor x = Leaf(1, {6, 4}), targets = Random(2, {6, 4}).sigmoid();
    const at::Tensor wanted = targets.to(at::kDouble);
    const at::Tensor loss = kind == ValueLoss::kSquaredError
                                ? at::mse_loss(x, wanted, at::Reduction::Sum)
                                : at::binary_cross_entropy_with_logits(x, wanted, {}, {}, at::Reduction::Sum);
    (loss * 0.125).backward();
    const View logits = Place(x);
    const Sums sums(device(), 0, 0.125);
    const std::vector<float> values(targets.const_data_ptr<float>(), targets.const_data_ptr<float>() + 24);
    device().ValueLossForwardBackward(kind, device().Load(std::span(values)), {logits, sums.Scale(), sums.Place()});
    EXPECT_NEAR(sums.Loss(), loss.item<double>(), GetParam().error * loss.item<double>());
    ExpectClose(Read(logits), x.grad(), "gradient");
  }
}

TEST_P(LossesContract, SpansOfEachSequence) {
  const PackedRows rows = Ragged({9, 2, 8});
  const at::Tensor x = Leaf(1, {19, 2});
  const std::vector<std::int32_t> labels = {3, 0, 7, 5, 1, 7};  // starts, ends
  at::Tensor loss = at::zeros({}, at::kDouble);
  std::vector<std::int64_t> best(6);
  double right = 0;
  for (std::int64_t b = 0; b < 3; ++b) {
    bool both = true;
    for (std::int64_t end = 0; end < 2; ++end) {
      const at::Tensor scores = x.narrow(0, rows.Begin(b), rows.Length(b)).select(1, end);
      const auto label = labels[static_cast<std::size_t>(3 * end + b)];
      loss = loss - scores.log_softmax(0)[label] / 2;
      best[static_cast<std::size_t>(3 * end + b)] = scores.argmax().item<std::int64_t>();
      both = both && scores.argmax().item<std::int64_t>() == label;
    }
    right += both ? 1 : 0;
  }
  (loss * 0.5).backward();
  const View logits = Place(x);
  const Sums sums(device(), 6, 0.5);
  device().SpanForwardBackward(rows, device().Load(std::span(labels)), {logits, sums.Scale(), sums.Place()});
  EXPECT_NEAR(sums.Loss(), loss.item<double>(), GetParam().error * loss.item<double>());
  EXPECT_EQ(sums.Correct(), right);
  EXPECT_TRUE(at::equal(sums.Best(), at::tensor(best, at::kLong)));
  ExpectClose(Read(logits), x.grad(), "gradient");
}

INSTANTIATE_TEST_SUITE_P(Devices, LossesContract, testing::ValuesIn(ContractDevices()), ContractName);

}  // namespace
}  // namespace linkbert::test
