// The feed-forward activations, fused with the bias before them; erf GELU is BERT's own.
//
// The forward pass keeps the product without bias; the backward pass adds the bias again, which is cheaper than a
// second copy. The bias gradient's sums do not depend on the thread count.
#pragma once
#include <cstdint>
#include <string>

namespace linkbert {

enum class Activation : std::uint8_t { kGelu, kGeluTanh, kRelu, kSilu };

// Names as in Hugging Face's config.json: gelu, gelu_new, gelu_pytorch_tanh, relu, silu, swish. Throws kInput.
Activation ParseActivation(const std::string& name);

// output = f(product + bias); N rows, C columns.
void BiasActivationForward(Activation activation, const float* product_NC, const float* bias_C, std::int64_t rows,
                           std::int64_t columns, float* output_NC);

// grad_NC: on entry the gradient of the output, on return that of product + bias, whose column sums are added to
// grad_bias_C.
void BiasActivationBackward(Activation activation, const float* product_NC, const float* bias_C, std::int64_t rows,
                            std::int64_t columns, float* grad_NC, float* grad_bias_C);

// A gated unit: output = f(a + bias) * (b + bias), where the product's row is a | b. product: N rows of 2 C columns,
// bias [2 C], output N x C.
void GatedForward(Activation activation, const float* product_N2C, const float* bias_2C, std::int64_t rows,
                  std::int64_t columns, float* output_NC);

struct GatedGradients {
  const float* grad_NC;     // of the output
  float* grad_product_N2C;  // overwritten with that of product + bias
  float* grad_bias_2C;      // whose column sums are added to
};
void GatedBackward(Activation activation, const float* product_N2C, const float* bias_2C, std::int64_t rows,
                   std::int64_t columns, const GatedGradients& gradients);

}  // namespace linkbert
