// MlmHead: masked language modelling: transform, norm and the tied decoder on the masked rows; loss and gradient in one
// pass.
//
// Flow: hidden states [N, H] -> [MlmHead] -> loss; gradients are ADDED to grad_NH, which the encoder then takes back.
// The decoder is the word embedding (tied), so its gradient adds to that table's. Keeps its buffers.
#pragma once
#include <cstdint>

#include "core/model/layers.h"

namespace linkbert {

class MlmHead {
 public:
  MlmHead(const BertConfig& config, const FlatParameters& parameters);

  void Plan(Workspace& workspace, const PlannedBounds& bounds);

  // Of M of the N rows, M may be 0. Logits [M, V] with biases, written to logits_MV.
  void Logits(const ConstView& hidden_NH, const DeviceIds& rows, const View& logits_MV);
  HeadLoss Evaluate(const ConstView& hidden_NH, const DeviceBatch& batch);
  // Adds scale * d(loss sum) / d(hidden) to grad_NH.
  PendingLoss ForwardBackward(const ConstView& hidden_NH, const DeviceBatch& batch, double scale, const View& grad_NH);

 private:
  SavedActivation Transformed(std::int64_t rows) const;
  // Gathers and transforms the rows: [M, H], what the decoder reads.
  View Transform(const ConstView& hidden_NH, const DeviceIds& rows);
  void TransformBackward(const DeviceIds& rows, const View& grad_MH, const View& grad_NH);
  View LogitsOf(std::int64_t rows) const;

  Device& device_;
  ActivationLayer dense_;
  NormLayer norm_;
  LinearLayer decoder_;
  Buffer gathered_, product_, logits_, grad_, grad_gathered_;
  NormBuffers normed_;
  LossBuffer loss_;
};

}  // namespace linkbert
