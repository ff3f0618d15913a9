// What the operations of a device take: the parameters of each kind of layer, and what a forward pass leaves for its
// backward pass.
//
// Flow: FlatParameters -> [...Layer] -> Device. Plain views; all pointers are the device's memory. Matrices have the
// device's storage type, vectors (norms, biases, statistics) are fp32 on every device, gradients of parameters are fp32
// and are added to. N rows, H columns.
#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "base/view.h"
#include "core/kernels/activation.h"
#include "core/kernels/attention.h"
#include "core/kernels/dropout.h"
#include "core/kernels/value_loss.h"

namespace linkbert {

// y = x W^T + b
struct LinearLayer {
  ConstView weight;                  // [out, in]
  const float* bias = nullptr;       // [out]
  float* weight_gradient = nullptr;  // [out, in]; null without gradient memory
  float* bias_gradient = nullptr;    // [out]

  std::int64_t out() const { return weight.rows; }
  std::int64_t in() const { return weight.columns; }
};

struct NormLayer {
  const float* weight = nullptr;  // [H]
  const float* bias = nullptr;
  float* weight_gradient = nullptr;
  float* bias_gradient = nullptr;
  float epsilon = 0;
};

// Dropout is on where there is a seed; the sample, the place in its sequence and the column complete the key.
using DropoutSeed = std::optional<std::uint64_t>;
struct DropoutSpec {
  double probability = 0;
  DropoutSeed seed = {};
  DropoutKind kind = DropoutKind::kEmbeddings;
  std::int64_t layer = 0;

  Dropout Of(std::int64_t head = 0) const {
    return seed ? Dropout(probability, *seed, {kind, layer, head}) : Dropout();
  }
};

// f(x W^T + b)
struct ActivationLayer {
  LinearLayer linear;
  Activation activation = Activation::kGelu;
};

// f(a) * b, where a | b = x W^T + b: the first half of W's rows gives what is activated, the second the factor.
struct GatedLayer {
  LinearLayer linear;  // [2 out, in]
  Activation activation = Activation::kGelu;

  std::int64_t out() const { return linear.out() / 2; }
};

// LN(residual + dropout(x W^T + b))
struct ResidualNormLayer {
  LinearLayer linear;
  DropoutSpec dropout;
  NormLayer norm;
};

// Self-attention within each sequence, with its three projections: weights of [H, H].
struct AttentionLayer {
  AttentionShape shape;
  std::array<LinearLayer, 3> parts;  // query, key, value
  DropoutSpec dropout;               // of the attention weights
};

struct EmbeddingTable {
  ConstView values;           // [entries, H]
  float* gradient = nullptr;  // [entries, H]
};

// dropout(LN(sum of three tables' rows))
struct EmbeddingLayer {
  EmbeddingTable word, position, token_type;
  std::int64_t padding_id = -1;  // of `word`: the row that learns nothing from inputs, as torch.nn.Embedding
  NormLayer norm;
  DropoutSpec dropout;
};

// Of a LayerNorm: its input, the mean and 1 / sqrt(variance + epsilon) of each row.
struct SavedNorm {
  View sum;     // [N, H]
  float* mean;  // [N]
  float* rstd;  // [N]
};

struct SavedActivation {
  View product;  // [N, out] x W^T, without bias
  View output;   // [N, out]
};

struct SavedAttention {
  View projections;  // [N, 3 H] query | key | value, without biases
  float* log_sum;    // [N, heads] log of the sum of exponentials
};

// Where the gradient of an operation's input goes.
struct InputGradient {
  View view;         // [N, in]; empty: not wanted
  bool add = false;  // else overwritten
};

// In the device's memory: where a loss adds its sum over rows and how many rows it predicted rightly; best: [rows] the
// class with the largest logit, the lowest of equals, overwritten; null: not wanted.
struct LossSums {
  double* loss = nullptr;
  double* correct = nullptr;
  std::int32_t* best = nullptr;
};

}  // namespace linkbert
