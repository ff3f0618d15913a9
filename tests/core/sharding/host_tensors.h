// A CPU's parameters as tensors that share their memory, for tests to compare and to change.
#pragma once
#include <ATen/ATen.h>

#include <string>

#include "core/sharding/flat_parameters.h"

namespace linkbert::test {

inline at::Tensor TensorOf(const View& view) {
  return at::from_blob(view.data, {view.size()}, view.dtype == DType::kFloat32 ? at::kFloat : at::kBFloat16);
}

// [layout size], flat.
inline at::Tensor ValuesOf(const FlatParameters& parameters) {
  return TensorOf(parameters.values()).narrow(0, 0, parameters.layout().size());
}
inline at::Tensor GradientsOf(const FlatParameters& parameters) {
  return TensorOf(parameters.gradients()).narrow(0, 0, parameters.layout().size());
}

// In the parameter's shape.
inline at::Tensor Reshape(const at::Tensor& flat, const FlatLayout::Entry& entry) {
  return flat.narrow(0, entry.range.begin, entry.range.size()).view(entry.spec.shape);
}
inline at::Tensor ValueOf(const FlatParameters& parameters, const std::string& name) {
  return Reshape(ValuesOf(parameters), parameters.layout().Find(name));
}
inline at::Tensor GradientOf(const FlatParameters& parameters, const std::string& name) {
  return Reshape(GradientsOf(parameters), parameters.layout().Find(name));
}

}  // namespace linkbert::test
