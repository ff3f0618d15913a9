// BertEncoder: embeddings and layers; token ids in, hidden states out, gradients back. What every task is built on.
//
// Flow: Batch -> [BertEncoder] -> hidden states -> heads -> their gradient -> [BertEncoder] -> FlatParameters.
// Keeps the activations of the last Forward for one Backward; memory grows to the largest batch seen and stays.
// Threads: one caller thread; the kernels use LibTorch's threads. Errors: kInput for ids or positions out of range.
#pragma once
#include <optional>
#include <vector>

#include "core/model/encoder_layer.h"
#include "data/samples/batch.h"

namespace linkbert {

// Throws kInput where a token id, token type or position lies outside the model's tables; LB_CHECKs that the batch's
// parts fit together.
void CheckBatch(const Batch& batch, const BertConfig& config);

class BertEncoder {
 public:
  // parameters must outlive the encoder.
  BertEncoder(const BertConfig& config, const FlatParameters& parameters);

  // Hidden states [N, H] of the last layer, valid until the next Forward; nothing is kept for a backward pass.
  Matrix Evaluate(const Batch& batch);
  // The same, for training: dropout is on where there is a seed, and Backward may follow; the batch must live until
  // then.
  Matrix Forward(const Batch& batch, DropoutSeed seed);

  // grad_NH: gradient of the hidden states, overwritten. Adds all gradients of the encoder's parameters.
  void Backward(const Matrix& grad_NH);

  const PackedRows& rows() const { return *rows_; }  // of the last Forward
  const BertConfig& config() const { return config_; }

 private:
  Matrix Run(const Batch& batch, DropoutSeed seed, bool keep);
  Matrix EmbeddingsForward(const Batch& batch, DropoutSeed seed);
  void EmbeddingsBackward(const Matrix& grad_NH);

  BertConfig config_;
  ParameterView word_, position_, token_type_;
  Norm norm_;
  std::vector<EncoderLayer> layers_;

  std::optional<PackedRows> rows_;
  const Batch* batch_ = nullptr;  // of a forward pass whose backward pass may follow
  DropoutSeed seed_;
  EncoderLayer::NormBuffers embeddings_;
  std::vector<EncoderLayer::Saved> saved_;
  EncoderLayer::Scratch scratch_;
};

}  // namespace linkbert
