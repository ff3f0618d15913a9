// A device's view as the matrices that the CPU's loops take. LB_CHECKs that it is the host's and fp32.
#pragma once
#include "base/error.h"
#include "core/device/operations.h"
#include "core/kernels/gemm.h"
#include "core/kernels/layer_norm.h"

namespace linkbert {

template <typename Byte>
void RequireHost(const BasicView<Byte>& view) {
  LB_CHECK(view.device == DeviceKind::kCpu && view.dtype == DType::kFloat32, "a view of another device or type");
}

inline Matrix HostMatrix(const View& view) {
  RequireHost(view);
  return {reinterpret_cast<float*>(view.data), view.rows, view.columns, view.stride};
}
inline ConstMatrix HostMatrix(const ConstView& view) {
  RequireHost(view);
  return {reinterpret_cast<const float*>(view.data), view.rows, view.columns, view.stride};
}

// Where rows lie one after another, which most loops want.
template <typename Byte>
auto HostFloats(const BasicView<Byte>& view) {
  LB_CHECK(view.contiguous(), "rows of {} at a distance of {}", view.columns, view.stride);
  return HostMatrix(view).data;
}

inline NormParameters HostNorm(const NormLayer& layer) { return {layer.weight, layer.bias, layer.epsilon}; }
inline NormGradients HostGradients(const NormLayer& layer) { return {layer.weight_gradient, layer.bias_gradient}; }
inline NormSaved HostSaved(const SavedNorm& saved) { return {HostFloats(saved.sum), saved.mean, saved.rstd}; }

}  // namespace linkbert
