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

  void Plan(Workspace& workspace, const PlannedBounds& bounds);

  // [B, H] without dropout, valid until the next call.
  View Evaluate(const Batch& batch);
  // The same for training. Dropout is keyed by the seed and the batch's sample indices; no seed: no dropout. The batch
  // must live until Backward.
  View Forward(const Batch& batch, DropoutSeed seed);

  // Room for the gradient of what Forward gave, to be filled in.
  View Gradient() const;
  // Takes the filled Gradient, which is overwritten; adds all gradients of encoder and pooler.
  void Backward(const View& grad_BH);

  const BertConfig& config() const { return encoder_.config(); }
  const DeviceBatch& batch() const { return encoder_.batch(); }  // of the last pass
  Device& device() const { return encoder_.device(); }

 private:
  DropoutSpec PooledDropout() const;

  BertEncoder encoder_;
  Pooler pooler_;
  DropoutSeed seed_;
  Buffer grad_hidden_, dropped_, grad_pooled_;
};

}  // namespace linkbert
