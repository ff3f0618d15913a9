// BertPretrainingModel: BERT with the masked-token head and the relation head: losses, metrics and gradients of a
// batch.
//
// Flow: Batch -> [BertPretrainingModel] -> FlatParameters::gradients(). Gradients are those of
// scale.mlm * (sum of MLM losses) + scale.drp * (sum of relation losses), so that micro-batches and ranks simply add.
// A head whose parameters are missing is left out. Threads: one caller thread.
// Errors: kInput for ids, positions or labels outside the model; LB_CHECK for a batch that does not fit together.
#pragma once
#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/model/encoder.h"
#include "core/model/heads.h"
#include "core/model/parameters.h"
#include "core/tasks/pretraining/mlm_head.h"

namespace linkbert {

class BertPretrainingModel {
 public:
  struct LossScale {
    double mlm;  // 1 / masked tokens of the global batch
    double drp;  // weight / samples of the global batch
  };

  // Sums over a batch; sums of sums are those of a larger batch.
  struct BatchSums {
    double mlm_loss_sum = 0, drp_loss_sum = 0;  // without LossScale
    std::int64_t masked = 0, mlm_correct = 0;
    std::int64_t sequences = 0, drp_correct = 0;
    std::array<std::array<std::int64_t, kDrpLabels>, kDrpLabels> confusion{};  // [relation][predicted]
  };

  // What a training pass leaves on the device, until the next one.
  struct PendingSums {
    PendingLoss mlm, drp;
    BatchSums Read(const Batch& batch) const;  // of that pass; waits
  };

  // parameters must outlive the model; it reads their values and adds to their gradients.
  BertPretrainingModel(const BertConfig& config, FlatParameters& parameters);

  // Batches of these bounds fit from now on.
  void Reserve(const BatchBounds& bounds, PassKind kind);

  // Dropout is keyed by the seed, the batch's sample indices and places: dealing cannot change it. No seed: no dropout.
  PendingSums ForwardBackward(const Batch& batch, const LossScale& scale, DropoutSeed dropout_seed);

  // The same sums without dropout and gradients. Appends the relation head's logits, [B * 3], to drp_logits if given.
  BatchSums Evaluate(const Batch& batch, std::vector<float>* drp_logits = nullptr);

  // Without dropout; results are the caller's. They reserve for themselves.
  at::Tensor HiddenStates(const Batch& batch);  // [N, H] of the last layer
  at::Tensor Pooled(const Batch& batch);        // [B, H]. Requires: a pooler
  at::Tensor MlmLogits(const Batch& batch);     // [M, V] of batch.masked_rows. Requires: the MLM head
  at::Tensor DrpLogits(const Batch& batch);     // [B, 3]. Requires: the relation head

  const BertConfig& config() const { return encoder_.config(); }

 private:
  void CheckLabels(const Batch& batch) const;
  View EvaluateAlone(const Batch& batch);
  Device& device() const { return encoder_.device(); }

  BertEncoder encoder_;
  std::optional<Pooler> pooler_;
  std::optional<MlmHead> mlm_;
  std::optional<ClassifierHead> drp_;
  Buffer grad_hidden_, grad_pooled_;
  WorkingMemory memory_;
};

}  // namespace linkbert
