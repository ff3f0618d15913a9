// BertMultipleChoice: BERT that scores each of an example's choices, as transformers' BertForMultipleChoice: pooler,
// dropout, a linear score; loss and gradients of a batch.
//
// The choices of an example are consecutive sequences of the batch, and never apart: a batch of E examples has
// B = E * choices sequences. Give every choice its own sample_index, otherwise all get the same dropout.
// Flow: Batch + labels -> [BertMultipleChoice] -> FlatParameters::gradients(), those of scale * (sum of cross entropies
// over examples). Its parameters are classifier.weight [1, H] and classifier.bias, whose gradient is 0.
// Threads: one caller thread. Errors: kInput for ids or positions outside the model; LB_CHECK for labels.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/model/heads.h"
#include "core/model/pooled_encoder.h"

namespace linkbert {

class BertMultipleChoice {
 public:
  // parameters must outlive the model, and have a pooler and a classifier of one class.
  BertMultipleChoice(const BertConfig& config, std::int64_t choices, FlatParameters& parameters);

  // Batches of these bounds fit from now on.
  void Reserve(const BatchBounds& bounds, PassKind kind);

  // labels: [E] in [0, choices). HeadLoss::best is the choice with the largest score of each example.
  PendingLoss ForwardBackward(const Batch& batch, const std::vector<std::int32_t>& labels, double scale,
                              DropoutSeed dropout_seed);

  // [E, choices], without dropout; the caller's. Reserves for itself.
  at::Tensor Logits(const Batch& batch);

  const BertConfig& config() const { return encoder_.config(); }
  std::int64_t choices() const { return choices_; }
  void set_choices(std::int64_t choices) { choices_ = choices; }  // of the next batches; the weights know no number

 private:
  std::int64_t choices_;
  PooledEncoder encoder_;
  LinearLayer score_;
  Buffer scores_;
  LossBuffer loss_;
  WorkingMemory memory_;
};

}  // namespace linkbert
