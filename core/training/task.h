// Task: what the trainer needs from anything that can be trained, pretraining and fine-tuning alike (design section 8).
//
// Flow: [Task] deals micro-batches and adds gradients; Trainer reduces, steps, logs and saves. A task keeps no state
// between steps: step n is a pure function of (configuration, n), so resuming at step n costs nothing.
// Threads: one caller thread. Not collective: only the trainer communicates.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

namespace linkbert {

// This rank's part of one optimizer step, known before any forward pass.
struct StepWork {
  std::int64_t micro_batches = 0;
  std::int64_t tokens = 0;       // real tokens on this rank
  std::vector<double> divisors;  // this rank's counts that the losses are divided by, such as masked tokens; as many on
                                 // every rank
  double loader_wait_s = 0;
  double imbalance = 1;  // busiest rank's cost over the mean
};

// What a task sums over micro-batches, ranks and steps: losses, which passes leave on the device, and counts that the
// host knows. Metrics has them one after another.
struct SumCount {
  std::size_t on_device = 0;
  std::size_t on_host = 0;
};
struct StepSums {
  double* on_device;          // added to by the device's operations
  std::span<double> on_host;  // added to at once
};

class Task {
 public:
  virtual ~Task() = default;

  // Fetches the work of `step` (0-based). Steps are asked for in ascending order; the device may still be busy with the
  // one before.
  virtual StepWork BeginStep(std::int64_t step) = 0;

  // Forward and backward of one micro-batch: adds gradients of sum(loss) / global divisor, and to `sums` what this rank
  // has of the metrics. global_divisors: StepWork::divisors summed over all ranks. Does not wait for the device.
  virtual void ForwardBackward(std::int64_t micro_batch, std::span<const double> global_divisors,
                               const StepSums& sums) = 0;

  virtual SumCount Sums() const = 0;

  // Sums over ranks and over one or more steps, those of the device first -> the figures people read, such as
  // {"loss": ..., "mlm_loss": ...}.
  // The first must be "loss", the quantity whose gradient was taken.
  virtual nlohmann::ordered_json Metrics(std::span<const double> sums) const = 0;

  // Indices of the samples of this rank's part of the current step, for reports of a step that failed.
  virtual std::vector<std::uint64_t> SampleIndices() const = 0;
};

}  // namespace linkbert
