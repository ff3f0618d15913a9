#include "core/kernels/activation.h"

#include "base/error.h"
#include "core/kernels/column_sums.h"
#include "core/kernels/parallel.h"
#include "core/kernels/row_operations.h"
#include "core/kernels/simd.h"
#include "core/kernels/vector_math.h"

namespace linkbert {
namespace {

constexpr float kSqrtHalf = 0.70710678F;
constexpr float kInverseSqrtTwoPi = 0.39894228F;
// The tanh form of GELU: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
constexpr float kTanhScale = 0.79788456F;  // sqrt(2 / pi)
constexpr float kTanhCubic = 0.044715F;

struct Gelu {
  static LB_INLINE float Value(float x) { return 0.5F * x * (1.0F + Erf(x * kSqrtHalf)); }
  static LB_INLINE float Slope(float x) {
    return 0.5F * (1.0F + Erf(x * kSqrtHalf)) + x * kInverseSqrtTwoPi * Exp(-0.5F * x * x);
  }
};

struct GeluTanh {
  static LB_INLINE float Inner(float x) { return kTanhScale * (x + kTanhCubic * x * x * x); }
  static LB_INLINE float Value(float x) { return 0.5F * x * (1.0F + Tanh(Inner(x))); }
  static LB_INLINE float Slope(float x) {
    const float t = Tanh(Inner(x));
    return 0.5F * (1.0F + t) + 0.5F * x * (1.0F - t * t) * kTanhScale * (1.0F + 3.0F * kTanhCubic * x * x);
  }
};

struct Relu {
  static LB_INLINE float Value(float x) { return x > 0.0F ? x : 0.0F; }
  static LB_INLINE float Slope(float x) { return x > 0.0F ? 1.0F : 0.0F; }
};

struct Silu {
  static LB_INLINE float Value(float x) { return x * Sigmoid(x); }
  static LB_INLINE float Slope(float x) {
    const float s = Sigmoid(x);
    return s * (1.0F + x * (1.0F - s));
  }
};

template <typename Function>
LB_INLINE void ForwardLoop(const float* x, const float* bias, std::int64_t columns, float* y) {
#pragma omp simd
  for (std::int64_t c = 0; c < columns; ++c) y[c] = Function::Value(x[c] + bias[c]);
}

template <typename Function>
LB_INLINE void BackwardLoop(const float* x, const float* bias, std::int64_t columns, float* grad, float* grad_bias) {
#pragma omp simd
  for (std::int64_t c = 0; c < columns; ++c) {
    const float g = grad[c] * Function::Slope(x[c] + bias[c]);
    grad[c] = g;
    grad_bias[c] += g;
  }
}

LB_SIMD void ForwardRow(Activation activation, const float* x, const float* bias, std::int64_t columns, float* y) {
  switch (activation) {
    case Activation::kGelu:
      return ForwardLoop<Gelu>(x, bias, columns, y);
    case Activation::kGeluTanh:
      return ForwardLoop<GeluTanh>(x, bias, columns, y);
    case Activation::kRelu:
      return ForwardLoop<Relu>(x, bias, columns, y);
    case Activation::kSilu:
      return ForwardLoop<Silu>(x, bias, columns, y);
  }
}

LB_SIMD void BackwardRow(Activation activation, const float* x, const float* bias, std::int64_t columns, float* grad,
                         float* grad_bias) {
  switch (activation) {
    case Activation::kGelu:
      return BackwardLoop<Gelu>(x, bias, columns, grad, grad_bias);
    case Activation::kGeluTanh:
      return BackwardLoop<GeluTanh>(x, bias, columns, grad, grad_bias);
    case Activation::kRelu:
      return BackwardLoop<Relu>(x, bias, columns, grad, grad_bias);
    case Activation::kSilu:
      return BackwardLoop<Silu>(x, bias, columns, grad, grad_bias);
  }
}

}  // namespace

Activation ParseActivation(const std::string& name) {
  if (name == "gelu") return Activation::kGelu;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return Activation::kGeluTanh;
  if (name == "relu") return Activation::kRelu;
  if (name == "silu" || name == "swish") return Activation::kSilu;
  throw Fail(ErrorCode::kInput,
             "hidden_act \"{}\" is not known; the known ones are gelu, gelu_new, gelu_pytorch_tanh, relu, silu, swish.",
             name);
}

void BiasActivationForward(Activation activation, const float* product_NC, const float* bias_C, std::int64_t rows,
                           std::int64_t columns, float* output_NC) {
  ForRowBlocks(rows, [&](std::int64_t, std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      ForwardRow(activation, product_NC + row * columns, bias_C, columns, output_NC + row * columns);
    }
  });
}

void BiasActivationBackward(Activation activation, const float* product_NC, const float* bias_C, std::int64_t rows,
                            std::int64_t columns, float* grad_NC, float* grad_bias_C) {
  ColumnSums sums(RowBlocks(rows), columns);
  ForRowBlocks(rows, [&](std::int64_t block, std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      BackwardRow(activation, product_NC + row * columns, bias_C, columns, grad_NC + row * columns, sums.Block(block));
    }
  });
  sums.AddTo(0, columns, grad_bias_C);
}

void GatedForward(Activation activation, const float* product_N2C, const float* bias_2C, std::int64_t rows,
                  std::int64_t columns, float* output_NC) {
  ForRowBlocks(rows, [&](std::int64_t, std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      const float* product = product_N2C + row * 2 * columns;
      float* output = output_NC + row * columns;
      ForwardRow(activation, product, bias_2C, columns, output);
      for (std::int64_t c = 0; c < columns; ++c) output[c] *= product[columns + c] + bias_2C[columns + c];
    }
  });
}

void GatedBackward(Activation activation, const float* product_N2C, const float* bias_2C, std::int64_t rows,
                   std::int64_t columns, const GatedGradients& gradients) {
  ColumnSums sums(RowBlocks(rows), 2 * columns);
  ForRowBlocks(rows, [&](std::int64_t block, std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      const float* product = product_N2C + row * 2 * columns;
      const float* grad = gradients.grad_NC + row * columns;
      float* inner = gradients.grad_product_N2C + row * 2 * columns;
      float* gate = inner + columns;
      ForwardRow(activation, product, bias_2C, columns, gate);
      for (std::int64_t c = 0; c < columns; ++c) {
        inner[c] = grad[c] * (product[columns + c] + bias_2C[columns + c]);
        gate[c] *= grad[c];
      }
      BackwardRow(activation, product, bias_2C, columns, inner, sums.Block(block));
      AddRow(gate, columns, sums.Block(block) + columns);
    }
  });
  sums.AddTo(0, 2 * columns, gradients.grad_bias_2C);
}

}  // namespace linkbert
