#include "core/device/cpu/products.h"

#include "base/error.h"
#include "core/device/cpu/host_matrix.h"

namespace linkbert {

void Product(const LinearLayer& layer, const ConstMatrix& x, const Matrix& y) {
  Gemm(x, HostMatrix(layer.weight).Transposed(), Store::kOverwrite, y);
}

void WeightGradient(const LinearLayer& layer, const ConstMatrix& grad_y, const ConstMatrix& x) {
  LB_CHECK(layer.weight_gradient != nullptr, "backward pass without gradient memory");
  Gemm(grad_y.Transposed(), x, Store::kAccumulate, Matrix(layer.weight_gradient, layer.out(), layer.in()));
}

void AddInputGradient(const LinearLayer& layer, const ConstMatrix& grad_y, const InputGradient& grad_x) {
  if (grad_x.view.empty()) return;
  Gemm(grad_y, HostMatrix(layer.weight), grad_x.add ? Store::kAccumulate : Store::kOverwrite, HostMatrix(grad_x.view));
}

}  // namespace linkbert
