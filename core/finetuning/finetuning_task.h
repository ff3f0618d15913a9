// FinetuningTask: fine-tuning for any type of task, as the trainer sees it.
//
// Flow: TaskData -> EpochOrder -> BatchPlan -> [FinetuningTask] -> TaskModel -> flat gradient. The loss is the sum of
// losses over the global batch divided by its loss terms, whatever the ranks and micro-batches. With accumulation, as
// LinkBERT's scripts have it, it is the sum of such means of the step's batches, divided by their usual number.
// Threads: one caller thread.
#pragma once
#include <cstdint>
#include <vector>

#include "core/finetuning/epoch_order.h"
#include "core/finetuning/task_data.h"
#include "core/finetuning/task_model.h"
#include "core/training/task.h"
#include "data/samples/batch_plan.h"

namespace linkbert {

struct TaskBatching {
  std::int64_t global_batch = 8;
  std::int64_t rank = 0;
  BatchPlanOptions plan;
  std::int64_t accumulation = 1;  // batches of a step, see EpochOrder
  std::uint64_t seed = 1;         // of order and dropout
};

class FinetuningTask : public Task {
 public:
  // data and model must outlive the task.
  FinetuningTask(const TaskData& data, const TaskBatching& dealing, TaskModel& model);

  StepWork BeginStep(std::int64_t step) override;
  void ForwardBackward(std::int64_t micro_batch, std::span<const double> global_divisors,
                       const StepSums& sums) override;
  SumCount Sums() const override;
  // loss, and accuracy where the model counts what is correct.
  nlohmann::ordered_json Metrics(std::span<const double> sums) const override;
  std::vector<std::uint64_t> SampleIndices() const override;

 private:
  struct MicroBatch {
    TaskBatch batch;
    std::size_t of;  // the step's batch that it is a part of
    double loss_terms = 0;
  };

  // This rank's part of one of the step's batches.
  void PlanPart(std::span<const BatchExample> dealt, StepWork& work);

  const TaskData& data_;
  TaskBatching dealing_;
  EpochOrder order_;
  TaskModel& model_;
  std::vector<MicroBatch> micro_batches_;  // of the current step, this rank's
};

}  // namespace linkbert
