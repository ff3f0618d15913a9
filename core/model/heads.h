// The heads: pooler and classifier on [CLS], MLM head on masked rows; loss and gradient in one pass.
//
// Flow: hidden states [N, H] -> heads -> losses; gradients are ADDED to grad_NH, which the encoder then takes back.
// The MLM decoder is the word embedding (tied), so its gradient adds to that table's. Each head keeps its buffers.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/kernels/activation.h"
#include "core/kernels/packed_rows.h"
#include "core/kernels/value_loss.h"
#include "core/model/buffer.h"
#include "core/model/encoder_layer.h"
#include "core/model/linear.h"

namespace linkbert {

// tanh(W h + b) of each sequence's first token.
class Pooler {
 public:
  Pooler(const BertConfig& config, const FlatParameters& parameters);
  // [B, H], valid until the next call.
  Matrix Forward(const ConstMatrix& hidden_NH, const PackedRows& rows);
  // grad_BH is overwritten.
  void Backward(const Matrix& grad_BH, const PackedRows& rows, const Matrix& grad_NH);

 private:
  Linear dense_;
  Buffer first_, pooled_, grad_first_;
};

struct HeadLoss {
  double sum = 0.0;                // over rows
  std::vector<std::int32_t> best;  // predicted class of each row
};

// A linear classifier on pooled outputs, or on the hidden states of B tokens; C classes: the relation head "drp", a
// task's "classifier".
class ClassifierHead {
 public:
  // name: of its parameters, such as "drp".
  ClassifierHead(const std::string& name, std::int64_t classes, const BertConfig& config,
                 const FlatParameters& parameters);
  std::int64_t classes() const { return classifier_.out; }
  // [B, C] with biases, valid until the next call.
  Matrix Logits(const ConstMatrix& pooled_BH);
  // labels: [B] in [0, C).
  HeadLoss Evaluate(const ConstMatrix& pooled_BH, const std::vector<std::int64_t>& labels);
  // grad_pooled_BH is overwritten with scale * d(loss sum) / d(pooled).
  HeadLoss ForwardBackward(const ConstMatrix& pooled_BH, const std::vector<std::int64_t>& labels, float scale,
                           const Matrix& grad_pooled_BH);
  // The same for a loss against numbers: targets_BC. Returns the sum over B x C.
  double ForwardBackward(const ConstMatrix& pooled_BH, ValueLoss loss, const float* targets_BC, double scale,
                         const Matrix& grad_pooled_BH);

 private:
  Linear classifier_;
  Buffer logits_;
};

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
