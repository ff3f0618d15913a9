// EncoderLayer: one post-LN transformer block with explicit forward and backward passes.
//
// Flow: Embeddings -> [EncoderLayer] x layers -> heads. Gradients of parameters are added to FlatParameters' gradients.
// What the backward pass needs is in Saved, temporaries in Scratch; both belong to the caller, keep their memory and
// are shared or kept as the caller likes. The layer itself only holds views of its parameters: const, no state. Shapes:
// core/model/shapes.md.
#pragma once
#include <cstdint>
#include <optional>

#include "core/kernels/activation.h"
#include "core/kernels/attention.h"
#include "core/model/buffer.h"
#include "core/model/linear.h"

namespace linkbert {

// Dropout is on where there is a seed; the sample index, place, layer and site complete the key.
using DropoutSeed = std::optional<std::uint64_t>;

// The three projections as one product where their weights lie next to each other, which they do for every hidden size
// that is a multiple of 8.
class QkvProjection {
 public:
  QkvProjection(const FlatParameters& parameters, const std::string& layer_name, std::int64_t hidden);
  void Product(const ConstMatrix& x_NH, const Matrix& y_N3H) const;
  void WeightGradient(const ConstMatrix& grad_y_N3H, const ConstMatrix& x_NH) const;
  void InputGradient(const ConstMatrix& grad_y_N3H, const Matrix& grad_x_NH) const;  // adds

  ParameterView weight[3], bias[3];  // query, key, value

 private:
  std::int64_t hidden_;
  std::int64_t products_;  // 1 or 3
};

class EncoderLayer {
 public:
  struct NormBuffers {
    Buffer sum, mean, rstd, output;
    NormSaved Get(std::int64_t rows, std::int64_t columns) {
      return {sum.Get(rows * columns), mean.Get(rows), rstd.Get(rows)};
    }
  };
  struct Saved {
    Buffer projections, log_sum, context, product, activation;
    NormBuffers attention, output;
    DropoutSeed seed;  // of the forward pass, for the backward pass
  };
  struct Scratch {
    Buffer branch, context, inner, projections;
  };

  EncoderLayer(const BertConfig& config, const FlatParameters& parameters, std::int64_t layer);

  // The result [N, H] lies in `saved`. x_NH must not.
  Matrix Forward(const ConstMatrix& x_NH, const PackedRows& rows, DropoutSeed seed, Saved& saved) const;

  // grad_NH: on entry the gradient of the result, on return that of x_NH. x_NH and `saved` as in Forward.
  void Backward(const ConstMatrix& x_NH, const PackedRows& rows, Saved& saved, Scratch& scratch,
                const Matrix& grad_NH) const;

 private:
  AttentionInput MakeAttention(const Matrix& projections_N3H, DropoutSeed seed) const;
  Branch MakeBranch(const Linear& linear, DropoutKind kind, DropoutSeed seed) const;
  void FeedForwardBackward(const PackedRows& rows, Saved& saved, Scratch& scratch, const Matrix& grad_NH) const;

  std::int64_t layer_;
  AttentionShape shape_;
  Activation activation_;
  double hidden_dropout_, attention_dropout_;
  QkvProjection qkv_;
  Linear attention_output_;
  Norm attention_norm_;
  Linear intermediate_, output_;
  Norm output_norm_;
};

}  // namespace linkbert
