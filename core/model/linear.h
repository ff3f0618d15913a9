// Linear and Norm: a dense layer's and a LayerNorm's parameters as the model's classes hold them.
//
// y = x W^T + b. The products leave the bias out: it is added by the fused kernel that reads y next. Views into
// FlatParameters, which must outlive them.
#pragma once
#include <cstdint>
#include <string>

#include "base/error.h"
#include "core/kernels/gemm.h"
#include "core/kernels/layer_norm.h"
#include "core/model/parameters.h"

namespace linkbert {

struct Linear {
  Linear(const FlatParameters& parameters, const std::string& name, std::int64_t out_size, std::int64_t in_size)
      : weight(parameters.View(name + ".weight", {out_size, in_size})),
        bias(parameters.View(name + ".bias", {out_size})),
        out(out_size),
        in(in_size) {}

  // y = x W^T
  void Product(const ConstMatrix& x, const Matrix& y) const {
    Gemm(x, ConstMatrix(weight.value, out, in).Transposed(), Store::kOverwrite, y);
  }
  // W's gradient += grad_y^T x
  void WeightGradient(const ConstMatrix& grad_y, const ConstMatrix& x) const {
    LB_CHECK(weight.gradient != nullptr, "backward pass without gradient memory");
    Gemm(grad_y.Transposed(), x, Store::kAccumulate, Matrix(weight.gradient, out, in));
  }
  // grad_x (+)= grad_y W
  void InputGradient(const ConstMatrix& grad_y, Store store, const Matrix& grad_x) const {
    Gemm(grad_y, ConstMatrix(weight.value, out, in), store, grad_x);
  }

  ParameterView weight, bias;
  std::int64_t out, in;
};

struct Norm {
  Norm(const FlatParameters& parameters, const std::string& name, std::int64_t size, double eps)
      : weight(parameters.View(name + ".weight", {size})),
        bias(parameters.View(name + ".bias", {size})),
        epsilon(static_cast<float>(eps)) {}

  NormParameters values() const { return {weight.value, bias.value, epsilon}; }
  NormGradients gradients() const { return {weight.gradient, bias.gradient}; }

  ParameterView weight, bias;
  float epsilon;
};

}  // namespace linkbert
