// SequenceClassificationTask: fine-tuning a sequence classifier, as the trainer sees it.
//
// Flow: ClassificationData -> EpochOrder -> BatchPlan -> [SequenceClassificationTask] -> BertSequenceClassifier -> flat
// gradient. The loss is the mean cross entropy over the global batch, whatever the ranks and micro-batches.
// Threads: one caller thread.
#pragma once
#include <cstdint>
#include <vector>

#include "core/model/sequence_classifier.h"
#include "core/tasks/classification_data.h"
#include "core/tasks/epoch_order.h"
#include "core/training/task.h"
#include "data/samples/batch_plan.h"

namespace linkbert {

struct TaskDealing {
  std::int64_t global_batch = 8;
  std::int64_t rank = 0;
  BatchPlanOptions plan;
  std::uint64_t seed = 1;  // of order and dropout
};

class SequenceClassificationTask : public Task {
 public:
  // data and model must outlive the task.
  SequenceClassificationTask(const ClassificationData& data, const TaskDealing& dealing, BertSequenceClassifier& model);

  StepWork BeginStep(std::int64_t step) override;
  void ForwardBackward(std::int64_t micro_batch, std::span<const double> global_divisors,
                       std::span<double> sums) override;
  std::size_t SumCount() const override;
  nlohmann::ordered_json Metrics(std::span<const double> sums) const override;
  std::vector<std::uint64_t> SampleIndices() const override;

 private:
  struct MicroBatch {
    Batch batch;
    std::vector<std::int64_t> labels;  // [B]
  };

  const ClassificationData& data_;
  TaskDealing dealing_;
  EpochOrder order_;
  BertSequenceClassifier& model_;
  std::vector<MicroBatch> micro_batches_;  // of the current step, this rank's
};

}  // namespace linkbert
