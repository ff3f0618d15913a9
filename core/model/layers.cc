#include "core/model/layers.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>

#include "base/error.h"

namespace linkbert {

LinearLayer MakeLinear(const FlatParameters& parameters, const std::string& name, std::int64_t out, std::int64_t in) {
  const ParameterView weight = parameters.Find(name + ".weight", {out, in});
  const ParameterView bias = parameters.Find(name + ".bias", {out});
  return {weight.value, bias.vector(), weight.gradient, bias.gradient};
}

NormLayer MakeNorm(const FlatParameters& parameters, const std::string& name, std::int64_t size, double epsilon) {
  const ParameterView weight = parameters.Find(name + ".weight", {size});
  const ParameterView bias = parameters.Find(name + ".bias", {size});
  return {weight.vector(), bias.vector(), weight.gradient, bias.gradient, static_cast<float>(epsilon)};
}

EmbeddingTable MakeTable(const FlatParameters& parameters, const std::string& name, std::int64_t entries,
                         std::int64_t width) {
  const ParameterView view = parameters.Find(name, {entries, width});
  return {view.value, view.gradient};
}

void NormBuffers::Plan(Workspace& workspace, std::int64_t rows, std::int64_t columns) {
  workspace.Add(sum, rows * columns);
  workspace.Add(output, rows * columns);
  workspace.Add(mean, rows, DType::kFloat32);
  workspace.Add(rstd, rows, DType::kFloat32);
}

// The workspace knows no doubles and no ids: both are as wide as so many floats.
void LossBuffer::Plan(Workspace& workspace, std::int64_t rows) {
  workspace.Add(sums_, 4, DType::kFloat32);
  workspace.Add(best_, rows, DType::kFloat32);
}

LossSums LossBuffer::Begin(Device& device) const {
  constexpr std::array<double, 2> kZeros = {};
  auto* sums = reinterpret_cast<double*>(sums_.Floats(4));
  device.Upload(kZeros.data(), sizeof(kZeros), sums);
  return {sums, sums + 1, reinterpret_cast<std::int32_t*>(best_.Floats(0))};
}

HeadLoss LossBuffer::Read(Device& device, std::int64_t rows) const {
  std::array<double, 2> sums{};
  device.Download(sums_.Floats(4), sizeof(sums), sums.data());
  HeadLoss loss{.sum = sums[0], .correct = sums[1], .best = std::vector<std::int32_t>(static_cast<std::size_t>(rows))};
  device.Download(best_.Floats(rows), rows * SizeOf(DType::kFloat32), loss.best.data());
  return loss;
}

void WorkingMemory::Reserve(const BatchBounds& bounds, PassKind kind,
                            const std::function<void(Workspace&, const PlannedBounds&)>& plan) {
  PlannedBounds wanted = bounds_;
  wanted.any.Cover(bounds);
  if (kind == PassKind::kTraining) wanted.training.Cover(bounds);
  if (planned_ && wanted.any == bounds_.any && wanted.training == bounds_.training) return;
  bounds_ = wanted;
  planned_ = true;
  plan(workspace_, bounds_);
  workspace_.Commit();
}

at::Tensor CopyOf(Device& device, const ConstView& view) {
  LB_CHECK(view.dtype == DType::kFloat32 && view.contiguous());
  at::Tensor result = at::empty({view.rows, view.columns});
  device.Download(view.data, view.size() * SizeOf(view.dtype), result.mutable_data_ptr<float>());
  return result;
}

}  // namespace linkbert
