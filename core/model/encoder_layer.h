// EncoderLayer: one post-LN transformer block with explicit forward and backward passes.
//
// Flow: Embeddings -> [EncoderLayer] x layers -> heads. Gradients of parameters are added to FlatParameters' gradients.
// What the backward pass needs is in Saved, temporaries in Scratch; both belong to the caller, keep their memory and
// are shared or kept as the caller likes. The layer itself only holds views of its parameters: const, no state. Shapes:
// core/model/shapes.md.
#pragma once
#include <cstdint>

#include "core/model/layers.h"

namespace linkbert {

class EncoderLayer {
 public:
  struct Saved {
    Buffer projections, log_sum, context, product, activation;
    NormBuffers attention, output;
    DropoutSeed seed;  // of the forward pass, for the backward pass
  };
  struct Scratch {
    Buffer branch, context, inner, projections;
  };

  EncoderLayer(const BertConfig& config, const FlatParameters& parameters, std::int64_t layer);

  void Plan(Workspace& workspace, std::int64_t rows, Saved& saved) const;
  void Plan(Workspace& workspace, std::int64_t rows, Scratch& scratch) const;

  // The result [N, H] lies in `saved`. x_NH must not.
  View Forward(const ConstView& x_NH, const PackedRows& rows, DropoutSeed seed, Saved& saved) const;

  // grad_NH: on entry the gradient of the result, on return that of x_NH. x_NH and `saved` as in Forward.
  void Backward(const ConstView& x_NH, const PackedRows& rows, const Saved& saved, const Scratch& scratch,
                const View& grad_NH) const;

 private:
  AttentionLayer Attention(DropoutSeed seed) const;
  ResidualNormLayer AttentionOutput(DropoutSeed seed) const;
  ResidualNormLayer Output(DropoutSeed seed) const;
  SavedAttention AttentionOf(const Saved& saved, std::int64_t rows) const;
  SavedActivation ActivationOf(const Saved& saved, std::int64_t rows) const;

  Device& device_;
  std::int64_t layer_;
  double hidden_dropout_, attention_dropout_;
  AttentionLayer attention_;
  LinearLayer attention_output_;
  NormLayer attention_norm_;
  ActivationLayer intermediate_;
  LinearLayer output_;
  NormLayer output_norm_;
};

}  // namespace linkbert
