// MlmHead: masked language modelling: transform, norm and the tied decoder on the masked rows; loss and gradient in one
// pass.
//
// Flow: hidden states [N, H] -> [MlmHead] -> loss; gradients are ADDED to grad_NH, which the encoder then takes back.
// The decoder is the word embedding (tied), so its gradient adds to that table's. Keeps its buffers.
#pragma once
#include <cstdint>
#include <vector>

#include "core/kernels/activation.h"
#include "core/model/buffer.h"
#include "core/model/encoder_layer.h"
#include "core/model/heads.h"
#include "core/model/linear.h"

namespace linkbert {

class MlmHead {
 public:
  MlmHead(const BertConfig& config, const FlatParameters& parameters);

  // rows: [M] of the N, M may be 0. Logits [M, V] with biases, written to logits_MV.
  void Logits(const ConstMatrix& hidden_NH, const std::vector<std::int64_t>& rows, const Matrix& logits_MV);
  HeadLoss Evaluate(const ConstMatrix& hidden_NH, const std::vector<std::int64_t>& rows,
                    const std::vector<std::int64_t>& labels);
  // Adds scale * d(loss sum) / d(hidden) to grad_NH.
  HeadLoss ForwardBackward(const ConstMatrix& hidden_NH, const std::vector<std::int64_t>& rows,
                           const std::vector<std::int64_t>& labels, float scale, const Matrix& grad_NH);

 private:
  // Gathers and transforms the rows: [M, H], what the decoder reads.
  Matrix Transform(const ConstMatrix& hidden_NH, const std::vector<std::int64_t>& rows);
  void TransformBackward(const std::vector<std::int64_t>& rows, const Matrix& grad_MH, const Matrix& grad_NH);

  Activation activation_;
  Linear dense_;
  Norm norm_;
  ParameterView decoder_, decoder_bias_;
  std::int64_t vocab_size_;
  Buffer gathered_, product_, logits_, grad_, grad_gathered_;
  EncoderLayer::NormBuffers normed_;
};

}  // namespace linkbert
