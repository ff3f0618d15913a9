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

// A view knows no ids: they are as wide as so many floats.
void LossBuffer::Plan(Workspace& workspace, std::int64_t rows) {
  workspace.Add(sums_, kPlaces, DType::kFloat64);
  workspace.Add(best_, rows, DType::kFloat32);
}

LossSums LossBuffer::Begin(Device& device, double scale) const {
  const std::array<double, kPlaces> begin = {0, 0, scale};
  device.Upload(begin.data(), sizeof(begin), sums());
  return {sums() + kLoss, sums() + kCorrect, reinterpret_cast<std::int32_t*>(best_.Floats(0))};
}

PendingLoss LossBuffer::Pending(Device& device, std::int64_t rows) const {
  return {device, sums(), reinterpret_cast<const std::int32_t*>(best_.Floats(rows)), rows};
}

void PendingLoss::AddTo(double* sums, bool scaled) const {
  if (device_ != nullptr) device_->AddSums(sums_, 2, scaled ? sums_ + LossBuffer::kScale : nullptr, sums);
}

HeadLoss PendingLoss::Read() const {
  if (device_ == nullptr) return {};
  std::array<double, 2> sums{};
  device_->Download(sums_, sizeof(sums), sums.data());
  HeadLoss loss{.sum = sums[0], .correct = sums[1], .best = std::vector<std::int32_t>(static_cast<std::size_t>(rows_))};
  device_->Download(best_, rows_ * static_cast<std::int64_t>(sizeof(std::int32_t)), loss.best.data());
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
