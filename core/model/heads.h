// The heads that several tasks share: pooler and classifier on [CLS]; loss and gradient in one pass.
//
// Flow: hidden states [N, H] -> heads -> losses; gradients are ADDED to grad_NH, which the encoder then takes back.
// Each head keeps its buffers.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

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

}  // namespace linkbert
