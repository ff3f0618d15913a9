// The heads that several tasks share: pooler and classifier on [CLS]; loss and gradient in one pass.
//
// Flow: hidden states [N, H] -> heads -> losses; gradients are ADDED to grad_NH, which the encoder then takes back.
// Each head has its buffers in the caller's workspace.
#pragma once
#include <cstdint>
#include <string>

#include "core/model/layers.h"

namespace linkbert {

// tanh(W h + b) of each sequence's first token.
class Pooler {
 public:
  Pooler(const BertConfig& config, const FlatParameters& parameters);
  void Plan(Workspace& workspace, std::int64_t sequences);
  // [B, H], valid until the next call.
  View Forward(const ConstView& hidden_NH, const DeviceBatch& batch);
  // grad_BH is overwritten.
  void Backward(const View& grad_BH, const DeviceBatch& batch, const View& grad_NH);

 private:
  Device& device_;
  LinearLayer dense_;
  Buffer first_, pooled_, grad_first_;
};

// A linear classifier on pooled outputs, or on the hidden states of B tokens; C classes: the relation head "drp", a
// task's "classifier".
class ClassifierHead {
 public:
  // name: of its parameters, such as "drp".
  ClassifierHead(const std::string& name, std::int64_t classes, const BertConfig& config,
                 const FlatParameters& parameters);
  std::int64_t classes() const { return classifier_.out(); }
  void Plan(Workspace& workspace, std::int64_t rows);
  // [B, C] with biases, valid until the next call.
  View Logits(const ConstView& pooled_BH);
  // labels: [B] in [0, C).
  HeadLoss Evaluate(const ConstView& pooled_BH, const DeviceIds& labels);
  // grad_pooled_BH is overwritten with scale * d(loss sum) / d(pooled).
  PendingLoss ForwardBackward(const ConstView& pooled_BH, const DeviceIds& labels, double scale,
                              const View& grad_pooled_BH);
  // The same for a loss against numbers: targets [B, C]. The sum is over B x C; nothing is predicted.
  struct Targets {
    ValueLoss loss;
    DeviceFloats values;
  };
  PendingLoss ForwardBackward(const ConstView& pooled_BH, const Targets& targets, double scale,
                              const View& grad_pooled_BH);

 private:
  Device& device_;
  LinearLayer classifier_;
  Buffer logits_;
  LossBuffer loss_;
};

}  // namespace linkbert
