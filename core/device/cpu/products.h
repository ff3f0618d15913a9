// The products of a linear layer on the CPU, without its bias: what the fused operations share.
#pragma once
#include "core/device/operations.h"
#include "core/kernels/gemm.h"

namespace linkbert {

// y = x W^T
void Product(const LinearLayer& layer, const ConstMatrix& x, const Matrix& y);
// W's gradient += grad_y^T x
void WeightGradient(const LinearLayer& layer, const ConstMatrix& grad_y, const ConstMatrix& x);
// grad_x (+)= grad_y W, where it is wanted.
void AddInputGradient(const LinearLayer& layer, const ConstMatrix& grad_y, const InputGradient& grad_x);

}  // namespace linkbert
