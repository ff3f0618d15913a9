#include "core/model/layers.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>

#include "base/error.h"

namespace linkbert {

LinearLayer MakeLinear(const FlatParameters& parameters, const std::string& name, std::int64_t out, std::int64_t in) {
  const ParameterView weight = parameters.View(name + ".weight", {out, in});
  const ParameterView bias = parameters.View(name + ".bias", {out});
  return {weight.value, bias.vector(), weight.gradient, bias.gradient};
}

NormLayer MakeNorm(const FlatParameters& parameters, const std::string& name, std::int64_t size, double epsilon) {
  const ParameterView weight = parameters.View(name + ".weight", {size});
  const ParameterView bias = parameters.View(name + ".bias", {size});
  return {weight.vector(), bias.vector(), weight.gradient, bias.gradient, static_cast<float>(epsilon)};
}

EmbeddingTable MakeTable(const FlatParameters& parameters, const std::string& name, std::int64_t entries,
                         std::int64_t width) {
  const ParameterView view = parameters.View(name, {entries, width});
  return {view.value, view.gradient};
}

void NormBuffers::Reserve(Device& device, std::int64_t rows, std::int64_t columns) {
  sum.Reserve(device, rows * columns, device.storage());
  output.Reserve(device, rows * columns, device.storage());
  mean.Reserve(device, rows, DType::kFloat32);
  rstd.Reserve(device, rows, DType::kFloat32);
}

void LossBuffer::Reserve(Device& device, std::int64_t rows) {
  const std::int64_t bytes = rows * static_cast<std::int64_t>(sizeof(std::int32_t));
  if (sums_.data == nullptr) sums_ = device.Allocate(2 * sizeof(double));
  if (best_.data == nullptr || best_.bytes < bytes) best_ = device.Allocate(bytes);
}

LossSums LossBuffer::Begin(Device& device) const {
  LB_CHECK(sums_.data != nullptr, "nothing is reserved");
  constexpr std::array<double, 2> kZeros = {};
  device.Upload(kZeros.data(), sizeof(kZeros), sums_.data);
  auto* sums = reinterpret_cast<double*>(sums_.data);
  return {sums, sums + 1, reinterpret_cast<std::int32_t*>(best_.data)};
}

HeadLoss LossBuffer::Read(Device& device, std::int64_t rows) const {
  std::array<double, 2> sums{};
  device.Download(sums_.data, sizeof(sums), sums.data());
  HeadLoss loss{.sum = sums[0], .correct = sums[1], .best = std::vector<std::int32_t>(static_cast<std::size_t>(rows))};
  const std::int64_t bytes = rows * static_cast<std::int64_t>(sizeof(std::int32_t));
  LB_CHECK(bytes <= best_.bytes, "{} predictions", rows);
  device.Download(best_.data, bytes, loss.best.data());
  return loss;
}

at::Tensor CopyOf(Device& device, const ConstView& view) {
  LB_CHECK(view.dtype == DType::kFloat32 && view.contiguous());
  at::Tensor result = at::empty({view.rows, view.columns});
  device.Download(view.data, view.size() * SizeOf(view.dtype), result.mutable_data_ptr<float>());
  return result;
}

}  // namespace linkbert
