// TaskModel: an encoder with the head of a task type, behind one interface for all types.
//
// Flow: TaskBatch -> [TaskModel] -> gradients in FlatParameters, or outputs for TaskData::Metrics.
// Threads: one caller thread. Errors: as the models of core/model.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/finetuning/task_data.h"
#include "core/model/layers.h"
#include "core/model/parameters.h"
#include "data/samples/batch_bounds.h"

namespace linkbert {

class TaskModel {
 public:
  virtual ~TaskModel() = default;
  // Batches of these bounds fit from now on. Called between steps.
  virtual void Reserve(const BatchBounds& bounds, PassKind kind) = 0;
  // Requires: Reserve for bounds that hold the batch. Adds the gradients of scale * (sum of losses). Dropout is keyed
  // by the seed and the batch's samples; no seed: none. The sum is that of the losses, before any division; what is
  // correct of their terms counts where the type counts it.
  virtual PendingLoss ForwardBackward(const TaskBatch& batch, double scale, DropoutSeed dropout_seed) = 0;
  // Without dropout: the numbers of the batch's units, one after another, as TaskData::Outputs counts them.
  virtual std::vector<float> Outputs(const TaskBatch& batch) = 0;
  // Whether HeadLoss::correct means something.
  virtual bool CountsCorrect() const = 0;
};

// For those who write one. values: fp32, contiguous.
std::vector<float> ToVector(const at::Tensor& values);

}  // namespace linkbert
