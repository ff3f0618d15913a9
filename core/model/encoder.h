// BertEncoder: embeddings and layers; token ids in, hidden states out, gradients back. What every task is built on.
//
// Flow: Batch -> [BertEncoder] -> hidden states -> heads -> their gradient -> [BertEncoder] -> FlatParameters.
// Keeps the activations of the last Forward for one Backward. Its memory is the caller's, who plans it between
// steps. Threads: one caller thread. Errors: kInput for ids or positions out of range.
#pragma once
#include <optional>
#include <vector>

#include "core/model/encoder_layer.h"
#include "data/samples/batch_bounds.h"

namespace linkbert {

// Throws kInput where a token id, token type or position lies outside the model's tables; LB_CHECKs that the batch's
// parts fit together.
void CheckBatch(const Batch& batch, const BertConfig& config);

class BertEncoder {
 public:
  // parameters must outlive the encoder.
  BertEncoder(const BertConfig& config, const FlatParameters& parameters);

  void Plan(Workspace& workspace, const PlannedBounds& bounds);

  // Hidden states [N, H] of the last layer, valid until the next pass; nothing is kept for a backward pass. The batch
  // must live until then.
  View Evaluate(const Batch& batch);
  // The same, for training: dropout is on where there is a seed, and Backward may follow; the batch must live until
  // then.
  View Forward(const Batch& batch, DropoutSeed seed);

  // grad_NH: gradient of the hidden states, overwritten. Adds all gradients of the encoder's parameters, and tells
  // FlatParameters how far they are complete: those of heads must be before.
  void Backward(const View& grad_NH);

  const DeviceBatch& batch() const { return *batch_; }     // of the last pass
  const PackedRows& rows() const { return batch_->rows; }  // likewise
  Device& device() const { return parameters_.device(); }
  const BertConfig& config() const { return config_; }

 private:
  View Run(const Batch& batch, DropoutSeed seed, PassKind kind);
  EmbeddingLayer Embeddings(DropoutSeed seed) const;

  const FlatParameters& parameters_;
  BertConfig config_;
  EmbeddingLayer tables_;
  std::vector<EncoderLayer> layers_;
  std::vector<std::int64_t> ready_;  // how far the flat gradient is complete once a layer's backward pass is done

  std::optional<DeviceBatch> batch_;
  bool kept_ = false;  // the batch is that of a forward pass whose backward pass may follow
  DropoutSeed seed_;
  NormBuffers embeddings_;
  std::vector<EncoderLayer::Saved> saved_;
  EncoderLayer::Scratch scratch_;
};

}  // namespace linkbert
