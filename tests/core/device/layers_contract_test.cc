// The layers of an encoder: see contract.h.
#include "data/samples/batch.h"
#include "tests/core/device/contract.h"

namespace linkbert::test {
namespace {

constexpr std::int64_t kHidden = 32, kInner = 48;

using LayersContract = DeviceContract;

TEST_P(LayersContract, Linear) {
  const at::Tensor x = Leaf(1, {19, kHidden}), w = Leaf(2, {kInner, kHidden}), b = Vector(3, kInner);
  const at::Tensor grad = Leaf(4, {19, kInner}).detach(), y = at::linear(x, w, b);
  y.backward(grad);
  const LinearLayer layer = PlaceLinear(w, b);
  const View place_x = Place(x), place_y = Room(19, kInner), grad_x = Room(19, kHidden), added = Place(x);
  device().LinearForward(layer, place_x, place_y);
  ExpectClose(Read(place_y), y, "output");
  device().LinearBackward(layer, place_x, Place(grad), {grad_x});
  ExpectClose(Read(grad_x), x.grad(), "input's gradient");
  ExpectGradients(layer, w, b);
  device().LinearBackward(layer, place_x, Place(grad), {added, /*add=*/true});
  ExpectClose(Read(added), x.grad() + x, "added gradient");
  ExpectClose(ReadVector(layer.weight_gradient, w.numel()), 2 * w.grad(), "gradients add");
}

constexpr Activation kActivations[] = {Activation::kGelu, Activation::kGeluTanh, Activation::kRelu, Activation::kSilu};

at::Tensor Activated(Activation activation, const at::Tensor& z) {
  switch (activation) {
    case Activation::kGelu:
      return at::gelu(z);
    case Activation::kGeluTanh:
      return at::gelu(z, "tanh");
    case Activation::kRelu:
      return at::relu(z);
    case Activation::kSilu:
      return at::silu(z);
  }
  return z;
}

TEST_P(LayersContract, ActivationsOfEveryKind) {
  for (const Activation activation : kActivations) {
    const at::Tensor x = Leaf(1, {19, kHidden}), w = Leaf(2, {kInner, kHidden}), b = Vector(3, kInner);
    const at::Tensor grad = Leaf(4, {19, kInner}).detach(), y = Activated(activation, at::linear(x, w, b));
    y.backward(grad);
    const ActivationLayer layer{PlaceLinear(w, b), activation};
    const View place_x = Place(x), grad_x = Room(19, kHidden);
    const SavedActivation saved{Room(19, kInner), Room(19, kInner)};
    device().ActivationForward(layer, place_x, saved);
    ExpectClose(Read(saved.output), y, "output");
    device().ActivationBackward(layer, {place_x, saved, Place(grad), {grad_x}});
    ExpectClose(Read(grad_x), x.grad(), "input's gradient");
    ExpectGradients(layer.linear, w, b);
  }
}

TEST_P(LayersContract, GatedUnitsOfEveryKind) {
  for (const Activation activation : kActivations) {
    const at::Tensor x = Leaf(1, {70, kHidden}), w = Leaf(2, {2 * kInner, kHidden}, 0.2), b = Vector(3, 2 * kInner);
    const at::Tensor grad = Leaf(4, {70, kInner}).detach(), z = at::linear(x, w, b);
    const at::Tensor y = Activated(activation, z.narrow(1, 0, kInner)) * z.narrow(1, kInner, kInner);
    y.backward(grad);
    const GatedLayer layer{PlaceLinear(w, b), activation};
    const View place_x = Place(x), grad_x = Room(70, kHidden);
    const SavedActivation saved{Room(70, 2 * kInner), Room(70, kInner)};
    device().GatedForward(layer, place_x, saved);
    ExpectClose(Read(saved.output), y, "output");
    device().GatedBackward(layer, {place_x, saved, Place(grad), Room(70, 2 * kInner), {grad_x}});
    ExpectClose(Read(grad_x), x.grad(), "input's gradient");
    ExpectGradients(layer.linear, w, b);
  }
}

TEST_P(LayersContract, Tanh) {
  const at::Tensor x = Leaf(1, {3, kHidden}), grad = Leaf(2, {3, kHidden}).detach(), y = x.tanh();
  y.backward(grad);
  const View values = Place(x), gradients = Place(grad);
  device().TanhForward(values);
  ExpectClose(Read(values), y, "output");
  device().TanhBackward(values, gradients);
  ExpectClose(Read(gradients), x.grad(), "input's gradient");
}

TEST_P(LayersContract, ResidualNormUnderDropout) {
  const PackedRows rows = Ragged({9, 1, 9});
  const at::Tensor x = Leaf(1, {19, kInner}), residual = Leaf(2, {19, kHidden}), w = Leaf(3, {kHidden, kInner});
  const at::Tensor b = Vector(4, kHidden), norm_w = Vector(5, kHidden), norm_b = Vector(6, kHidden);
  const at::Tensor grad = Leaf(7, {19, kHidden}).detach();
  for (const DropoutSeed seed : {DropoutSeed(), DropoutSeed(42)}) {
    for (const at::Tensor& leaf : {x, residual, w, b, norm_w, norm_b}) leaf.mutable_grad() = at::Tensor();
    const DropoutSpec dropout{0.3, seed, DropoutKind::kLayerOutput, 3};
    const at::Tensor sum = residual + at::linear(x, w, b) * FactorsOf(dropout, rows, kHidden);
    const at::Tensor y = at::layer_norm(sum, {kHidden}, norm_w, norm_b, 1e-5);
    y.backward(grad);
    const ResidualNormLayer layer{PlaceLinear(w, b), dropout, PlaceNorm(norm_w, norm_b)};
    const View place_x = Place(x), output = Room(19, kHidden), gradient = Place(grad), grad_x = Room(19, kInner);
    const SavedNorm saved = RoomForNorm(19, kHidden);
    device().ResidualNormForward(layer, rows, {place_x, Place(residual), saved, output});
    ExpectClose(Read(output), y, "output");
    device().ResidualNormBackward(layer, rows, {place_x, saved, gradient, Room(19, kHidden), {grad_x}});
    ExpectClose(Read(gradient), residual.grad(), "residual's gradient");
    ExpectClose(Read(grad_x), x.grad(), "input's gradient");
    ExpectGradients(layer.linear, w, b);
    ExpectGradients(layer.norm, norm_w, norm_b);
  }
}

// Within each sequence, whose first `attended` rows are keys and values.
at::Tensor PlainAttention(const at::Tensor& qkv, const PackedRows& rows, const DropoutSpec& dropout,
                          std::int64_t heads) {
  const std::int64_t hidden = qkv.size(1) / 3;
  std::vector<at::Tensor> contexts;
  for (std::int64_t b = 0; b < rows.sequences(); ++b) {
    const std::int64_t length = rows.Length(b), keys = rows.Attended(b);
    const at::Tensor part = qkv.narrow(0, rows.Begin(b), length);
    const auto split = [&](std::int64_t which, std::int64_t count) {
      return part.narrow(0, 0, count).narrow(1, which * hidden, hidden).view({count, heads, -1}).transpose(0, 1);
    };
    const PackedRows alone({0, static_cast<std::int32_t>(length)}, {rows.Sample(b)});
    std::vector<at::Tensor> factors;
    for (std::int64_t head = 0; head < heads; ++head)
      factors.push_back(Factors(dropout.Of(head), alone, keys).to(at::kDouble));
    const at::Tensor scores =
        split(0, length).matmul(split(1, keys).transpose(1, 2)) / std::sqrt(static_cast<double>(hidden / heads));
    const at::Tensor weights = scores.softmax(-1) * at::stack(factors);
    contexts.push_back(weights.matmul(split(2, keys)).transpose(0, 1).reshape({length, hidden}));
  }
  return at::cat(contexts);
}

TEST_P(LayersContract, AttentionUnderDropoutOverAllKeysOrSome) {
  const at::Tensor x = Leaf(1, {80, kHidden}), w = Leaf(2, {3 * kHidden, kHidden}, 0.2), b = Vector(3, 3 * kHidden);
  const at::Tensor grad = Leaf(4, {80, kHidden}).detach();
  const PackedRows all = Ragged({9, 1, 70}), some = Ragged({9, 1, 70}, {4, 1, 65});
  for (const PackedRows& rows : {all, some}) {
    for (const bool joint : {true, false}) {
      for (const at::Tensor& leaf : {x, w, b}) leaf.mutable_grad() = at::Tensor();
      const DropoutSpec dropout{0.2, joint ? DropoutSeed(7) : DropoutSeed(), DropoutKind::kAttentionWeights, 2};
      const at::Tensor context = PlainAttention(at::linear(x, w, b), rows, dropout, 4);
      context.backward(grad);
      AttentionLayer layer{.shape = {4, kHidden / 4}, .parts = {}, .dropout = dropout};
      const View weight = Place(w);
      float* const gradient = Zeros(w.numel());
      for (std::int64_t p = 0; p < 3; ++p) {
        const at::Tensor part = w.narrow(0, p * kHidden, kHidden), bias = b.narrow(0, p * kHidden, kHidden);
        const View place = joint ? weight.Rows(p * kHidden, (p + 1) * kHidden) : Place(part);
        layer.parts[static_cast<std::size_t>(p)] = {place, PlaceVector(bias), gradient + p * part.numel(),
                                                    Zeros(kHidden)};
      }
      const View place_x = Place(x), output = Room(80, kHidden), grad_x = Place(x);
      const SavedAttention saved{Room(80, 3 * kHidden), Zeros(80 * 4)};
      device().AttentionForward(layer, rows, {place_x, saved, output});
      ExpectClose(Read(output), context, "context");
      device().AttentionBackward(layer, rows, {place_x, saved, Place(grad), Room(80, 3 * kHidden), grad_x});
      ExpectClose(Read(grad_x), x.grad() + x, "input's gradient, added");
      ExpectClose(ReadVector(gradient, w.numel()), w.grad(), "weights' gradient");
      // The key bias's gradient is 0 but for rounding: a softmax does not see a constant.
      for (const std::int64_t p : {0, 2})
        ExpectClose(ReadVector(layer.parts[static_cast<std::size_t>(p)].bias_gradient, kHidden),
                    b.grad().narrow(0, p * kHidden, kHidden), "bias's gradient");
    }
  }
}

TEST_P(LayersContract, EmbeddingsUnderDropout) {
  Batch batch;
  batch.cu_seqlens = {0, 9, 10, 19};
  batch.sample_index = {10, 11, 12};
  for (std::int32_t i = 0; i < 19; ++i) {
    batch.token_ids.push_back(i * 5 % 7);
    batch.position_ids.push_back(i % 9);
    batch.token_type_ids.push_back(i % 2);
  }
  const at::Tensor word = Leaf(1, {7, kHidden}), position = Leaf(2, {9, kHidden}), type = Leaf(3, {2, kHidden});
  const at::Tensor norm_w = Vector(4, kHidden), norm_b = Vector(5, kHidden), grad = Leaf(6, {19, kHidden}).detach();
  const auto rows_of = [](const at::Tensor& table, std::vector<std::int32_t>& ids, std::int64_t padding) {
    const at::Tensor wide = at::from_blob(ids.data(), {19}, at::kInt).to(at::kLong);
    return at::embedding(table, wide, padding);
  };
  const DeviceBatch loaded = device().Load(batch);
  const EmbeddingLayer layer{.word = {Place(word), Zeros(word.numel())},
                             .position = {Place(position), Zeros(position.numel())},
                             .token_type = {Place(type), Zeros(type.numel())},
                             .padding_id = 3,
                             .norm = PlaceNorm(norm_w, norm_b),
                             .dropout = {0.3, 42, DropoutKind::kEmbeddings}};
  const at::Tensor sum = rows_of(word, batch.token_ids, 3) + rows_of(position, batch.position_ids, -1) +
                         rows_of(type, batch.token_type_ids, -1);
  const at::Tensor y =
      at::layer_norm(sum, {kHidden}, norm_w, norm_b, 1e-5) * FactorsOf(layer.dropout, loaded.rows, kHidden);
  y.backward(grad);
  const SavedNorm saved = RoomForNorm(19, kHidden);
  const View output = Room(19, kHidden);
  device().EmbeddingForward(layer, loaded, saved, output);
  ExpectClose(Read(output), y, "output");
  device().EmbeddingBackward(layer, loaded, saved, Place(grad));
  ExpectClose(ReadVector(layer.word.gradient, word.numel()), word.grad(), "words");
  ExpectClose(ReadVector(layer.position.gradient, position.numel()), position.grad(), "positions");
  ExpectClose(ReadVector(layer.token_type.gradient, type.numel()), type.grad(), "token types");
  ExpectGradients(layer.norm, norm_w, norm_b);
}

TEST_P(LayersContract, NormAlone) {
  const at::Tensor x = Leaf(1, {19, kHidden}), w = Vector(2, kHidden), b = Vector(3, kHidden);
  const at::Tensor grad = Leaf(4, {19, kHidden}).detach(), y = at::layer_norm(x, {kHidden}, w, b, 1e-5);
  y.backward(grad);
  const NormLayer layer = PlaceNorm(w, b);
  const SavedNorm saved{Place(x), Zeros(19), Zeros(19)};
  const View output = Room(19, kHidden), gradient = Place(grad);
  device().NormForward(layer, saved, output);
  ExpectClose(Read(output), y, "output");
  device().NormBackward(layer, saved, gradient);
  ExpectClose(Read(gradient), x.grad(), "input's gradient");
  ExpectGradients(layer, w, b);
}

TEST_P(LayersContract, RowsAreGatheredScatteredCopiedAndZeroed) {
  const at::Tensor x = Leaf(1, {19, kHidden}).detach(), some = Leaf(2, {3, kHidden}).detach();
  const std::vector<std::int32_t> ids = {17, 0, 4};
  const at::Tensor wide = at::tensor({17, 0, 4}, at::kLong);
  const DeviceIds rows = device().Load(std::span(ids));
  const View gathered = Room(3, kHidden), set = Place(x), added = Place(x);
  device().GatherRows(Place(x), rows, gathered);
  EXPECT_TRUE(at::equal(Read(gathered), x.index_select(0, wide)));
  device().ScatterRows(Place(some), rows, /*add=*/false, set);
  EXPECT_TRUE(at::equal(Read(set), x.index_copy(0, wide, some)));
  device().ScatterRows(Place(some), rows, /*add=*/true, added);
  ExpectClose(Read(added), x.index_add(0, wide, some), "added rows");
  const View copy = Place(x);
  device().Copy(Place(some).Columns(8, 24), copy.Rows(5, 8).Columns(0, 16));
  device().Zero(copy.Rows(10, 12));
  at::Tensor wanted = x.clone();
  wanted.narrow(0, 5, 3).narrow(1, 0, 16).copy_(some.narrow(1, 8, 16));
  wanted.narrow(0, 10, 2).zero_();
  EXPECT_TRUE(at::equal(Read(copy), wanted));
}

TEST_P(LayersContract, DropoutIsThatOfItsKey) {
  const PackedRows rows = Ragged({9, 1, 9});
  const DropoutSpec dropout{0.4, 9, DropoutKind::kTokens};
  const at::Tensor x = Leaf(1, {19, kHidden}).detach();
  const View values = Place(x);
  device().ApplyDropout(dropout, rows, values);
  ExpectClose(Read(values), x * FactorsOf(dropout, rows, kHidden), "dropped");
}

TEST_P(LayersContract, AViewOfAnotherDeviceIsRefused) {
  View elsewhere = Room(3, kHidden);
  elsewhere.device = device().kind() == DeviceKind::kCpu ? DeviceKind::kCuda : DeviceKind::kCpu;
  EXPECT_THROW(device().TanhForward(elsewhere), Error);
  View otherwise = Room(3, kHidden);
  otherwise.dtype = device().storage() == DType::kFloat32 ? DType::kBFloat16 : DType::kFloat32;
  EXPECT_THROW(device().TanhForward(otherwise), Error);
}

INSTANTIATE_TEST_SUITE_P(Devices, LayersContract, testing::ValuesIn(ContractDevices()), ContractName);

}  // namespace
}  // namespace linkbert::test
