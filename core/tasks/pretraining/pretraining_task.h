// PretrainingTask: masked language modelling plus document relation prediction, as the trainer sees it.
//
// Flow: Loader -> [PretrainingTask] -> BertPretrainingModel -> flat gradient. Losses: sum over masked tokens divided by
// the global masked count, plus drp_weight times the sum over samples divided by the global sample count (paper
// section 4.2). Threads: the training thread; the loader has its own.
#pragma once
#include <cstdint>
#include <memory>

#include "core/tasks/pretraining/pretraining_model.h"
#include "core/training/task.h"
#include "data/samples/loader.h"

namespace linkbert {

class PretrainingTask : public Task {
 public:
  // source and model must outlive the task. options.first_step: the first step BeginStep is called with.
  PretrainingTask(const SampleSource& source, const LoaderOptions& options, BertPretrainingModel& model,
                  double drp_weight, std::uint64_t dropout_seed);

  StepWork BeginStep(std::int64_t step) override;
  void ForwardBackward(std::int64_t micro_batch, std::span<const double> global_divisors,
                       const StepSums& sums) override;
  SumCount Sums() const override;
  nlohmann::ordered_json Metrics(std::span<const double> sums) const override;
  std::vector<std::uint64_t> SampleIndices() const override;

 private:
  Loader loader_;
  BertPretrainingModel& model_;
  double drp_weight_;
  std::uint64_t dropout_seed_;
  StepBatches step_;
};

}  // namespace linkbert
