// TrainingObserver: what the trainer tells whoever watches: the log, metrics.jsonl, a progress bar.
//
// Only rank 0 has one that does something. Called from the training thread; must not communicate.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace linkbert {

// Where this rank's time went, in seconds. What is left of an interval is the loop itself, logs and saves.
struct StepPhases {
  double loader = 0;            // waiting for batches
  double forward_backward = 0;  // gradients zeroed, all micro-batches
  double reduce = 0;            // every sum over ranks, waiting for slower ones included
  double optimizer = 0;         // update of the slice, gathering of the parameters
};

// What happened between two log lines.
struct IntervalRecord {
  std::int64_t step = 0;  // completed optimizer steps
  std::int64_t steps = 0;
  std::int64_t skipped_steps = 0;  // of the interval: not finite, see TrainingOptions::not_finite
  nlohmann::ordered_json metrics;  // means over its steps not skipped: loss and its parts first; null if there are none
  double learning_rate = 0;        // of the last step
  double gradient_norm = 0;        // of the last step, before clipping; not finite if it was skipped for that
  double tokens_per_s = 0;         // real tokens of all ranks
  double loader_wait = 0;          // share of the interval this rank waited for batches
  double imbalance = 1;            // busiest rank's cost over the mean, worst step of the interval
  std::int64_t tokens = 0;         // real tokens since the run began, all ranks
  double seconds_left = 0;
  double seconds = 0;  // of the interval
  StepPhases phases;
};

class TrainingObserver {
 public:
  virtual ~TrainingObserver() = default;
  virtual void OnStep(std::int64_t /*completed*/, std::int64_t /*steps*/) {}
  virtual void OnInterval(const IntervalRecord& /*record*/) {}
  // metrics: an object, such as PretrainingEvaluation's.
  virtual void OnEvaluation(std::int64_t /*completed*/, const nlohmann::ordered_json& /*metrics*/) {}
  virtual void OnMessage(const std::string& /*message*/) {}
};

}  // namespace linkbert
