// BertTokenClassifier: BERT with a classifier on every token, as transformers' BertForTokenClassification: dropout,
// linear, no pooler; loss and gradients of a batch.
//
// Tokens labelled kNoLabel (word pieces after the first, special pieces) take no part in loss and predictions.
// Flow: Batch + labels -> [BertTokenClassifier] -> FlatParameters::gradients(), those of scale * (sum of cross
// entropies over labelled tokens); scale is 1 / (labelled tokens of the global batch). Its parameters are
// classifier.weight and classifier.bias. Threads: one caller thread. Errors: kInput for ids or positions outside the
// model; LB_CHECK for labels.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/model/encoder.h"
#include "core/model/heads.h"

namespace linkbert {

class BertTokenClassifier {
 public:
  static constexpr std::int32_t kNoLabel = -100;  // torch's ignore_index

  // parameters must outlive the model, and have a classifier of so many classes.
  BertTokenClassifier(const BertConfig& config, std::int64_t classes, FlatParameters& parameters);

  // Batches of these bounds fit from now on.
  void Reserve(const BatchBounds& bounds, PassKind kind);

  // labels: [N], each kNoLabel or in [0, classes). HeadLoss::best has one entry a labelled token, in order. Dropout is
  // keyed by the seed, the sample indices and the places; no seed: no dropout.
  PendingLoss ForwardBackward(const Batch& batch, const std::vector<std::int32_t>& labels, double scale,
                              DropoutSeed dropout_seed);

  // [N, classes], without dropout; the caller's. Reserves for itself.
  at::Tensor Logits(const Batch& batch);

  const BertConfig& config() const { return encoder_.config(); }
  std::int64_t classes() const { return classifier_.classes(); }

 private:
  void Drop(DropoutSeed seed, const View& values_NH) const;
  Device& device() const { return encoder_.device(); }

  BertEncoder encoder_;
  ClassifierHead classifier_;
  Buffer dropped_, grad_hidden_, grad_labelled_;
  WorkingMemory memory_;
};

}  // namespace linkbert
