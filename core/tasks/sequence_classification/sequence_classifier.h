// BertSequenceClassifier: BERT with a classifier on the pooled first token, as transformers'
// BertForSequenceClassification: pooler, dropout, linear; loss and gradients of a batch.
//
// Three losses: cross entropy (one label a sequence), squared error (regression) and binary cross entropy
// (multi-label). Flow: Batch + labels -> [BertSequenceClassifier] -> FlatParameters::gradients(), those of scale * (sum
// of losses), so that micro-batches and ranks simply add. Its parameters are classifier.weight and classifier.bias.
// Threads: one caller thread. Errors: kInput for ids or positions outside the model; LB_CHECK for labels.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/model/heads.h"
#include "core/model/pooled_encoder.h"

namespace linkbert {

class BertSequenceClassifier {
 public:
  // parameters must outlive the model, and have a pooler and a classifier of so many classes.
  BertSequenceClassifier(const BertConfig& config, std::int64_t classes, FlatParameters& parameters);

  // Batches of these bounds fit from now on.
  void Reserve(const BatchBounds& bounds, PassKind kind);

  // labels: [B] in [0, classes). Dropout is keyed by the seed and the batch's sample indices; no seed: no dropout.
  PendingLoss ForwardBackward(const Batch& batch, const std::vector<std::int32_t>& labels, double scale,
                              DropoutSeed dropout_seed);

  // targets: what a value loss compares the logits with.
  struct Targets {
    ValueLoss loss;
    std::vector<float> values;  // [B, classes]; 0 to 1 for binary cross entropy
  };
  // The sum is over B x classes, which transformers divides by that count: scale is 1 / (that of the global batch).
  PendingLoss ForwardBackward(const Batch& batch, const Targets& targets, double scale, DropoutSeed dropout_seed);

  // [B, classes], without dropout; the caller's. Reserves for itself.
  at::Tensor Logits(const Batch& batch);

  const BertConfig& config() const { return encoder_.config(); }
  std::int64_t classes() const { return classifier_.classes(); }

 private:
  PooledEncoder encoder_;
  ClassifierHead classifier_;
  WorkingMemory memory_;
};

}  // namespace linkbert
