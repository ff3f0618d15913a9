// BertSequenceClassifier: BERT with a classifier on the pooled first token, as transformers'
// BertForSequenceClassification: pooler, dropout, linear; loss and gradients of a batch.
//
// Flow: Batch + labels -> [BertSequenceClassifier] -> FlatParameters::gradients(), those of scale * (sum of cross
// entropies), so that micro-batches and ranks simply add. Its parameters are classifier.weight and classifier.bias.
// Threads: one caller thread. Errors: kInput for ids or positions outside the model; LB_CHECK for labels.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/model/encoder.h"
#include "core/model/heads.h"

namespace linkbert {

class BertSequenceClassifier {
 public:
  // parameters must outlive the model, and have a pooler and a classifier of so many classes.
  BertSequenceClassifier(const BertConfig& config, std::int64_t classes, FlatParameters& parameters);

  // labels: [B] in [0, classes). Dropout is keyed by the seed and the batch's sample indices; no seed: no dropout.
  HeadLoss ForwardBackward(const Batch& batch, const std::vector<std::int64_t>& labels, double scale,
                           DropoutSeed dropout_seed);

  // [B, classes], without dropout; the caller's.
  at::Tensor Logits(const Batch& batch);

  const BertConfig& config() const { return encoder_.config(); }
  std::int64_t classes() const { return classifier_.classes(); }

 private:
  // The pooled outputs times their dropout factors; pooled_BH stays as the pooler's backward pass needs it.
  Matrix Dropped(const Matrix& pooled_BH, const PackedRows& sequences, DropoutSeed seed);

  BertEncoder encoder_;
  Pooler pooler_;
  ClassifierHead classifier_;
  Buffer grad_hidden_, dropped_, grad_pooled_;
};

}  // namespace linkbert
