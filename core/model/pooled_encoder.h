// PooledEncoder: encoder, pooler and the dropout after it: what a classifier of whole sequences reads.
//
// Flow: Batch -> [PooledEncoder] -> ClassifierHead -> its gradient -> [PooledEncoder] -> FlatParameters.
// Threads: one caller thread. Errors: kInput for ids or positions outside the model.
#pragma once
#include "core/model/encoder.h"
#include "core/model/heads.h"

namespace linkbert {

class PooledEncoder {
 public:
  // parameters must outlive it, and have a pooler.
  PooledEncoder(const BertConfig& config, const FlatParameters& parameters);

  // [B, H] without dropout, valid until the next call.
  Matrix Evaluate(const Batch& batch);
  // The same for training. Dropout is keyed by the seed and the batch's sample indices; no seed: no dropout. The batch
  // must live until Backward.
  Matrix Forward(const Batch& batch, DropoutSeed seed);

  // Room for the gradient of what Forward gave, to be filled in.
  Matrix Gradient(const Batch& batch);
  // Takes the filled Gradient, which is overwritten; adds all gradients of encoder and pooler.
  void Backward(const Matrix& grad_BH);

  const BertConfig& config() const { return encoder_.config(); }

 private:
  BertEncoder encoder_;
  Pooler pooler_;
  DropoutSeed seed_;
  Buffer grad_hidden_, dropped_, grad_pooled_;
};

}  // namespace linkbert
