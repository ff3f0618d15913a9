// Trainer: the one training loop: deal, forward and backward, reduce, clip, step, log, save.
//
// Flow: Task -> flat gradient -> GradientReducer -> ShardedOptimizer -> flat parameters; a CheckpointSink saves.
// Losses are divided by GLOBAL counts known before backward, never averaged over ranks or micro-batches. The host hands
// a step to the device and looks at the step before meanwhile; it waits for the step itself only to log, evaluate or
// save. A step costs two small reductions: norm and losses on the device, and on the host, while that computes, what
// the next step divides by and whether anybody wants to stop. A step that is not finite changes nothing. Collective:
// every rank runs the same steps. Threads: one caller thread. Errors: kNumeric for a loss or gradient norm that is not
// finite, with the samples written down, on all ranks alike; kCommunication; what task and checkpoints throw, with the
// step and what it was doing.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "core/sharding/gradient_reducer.h"
#include "core/sharding/sharded_optimizer.h"
#include "core/training/learning_rate.h"
#include "core/training/task.h"
#include "core/training/training_observer.h"
#include "core/training/training_options.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

// How far a run has come.
struct Progress {
  std::int64_t steps = 0;   // completed optimizer steps
  std::int64_t tokens = 0;  // real tokens, all ranks, since the run began
};

// Where the trainer saves. Begin copies what it needs; the rest may happen while training goes on.
class CheckpointSink {
 public:
  virtual ~CheckpointSink() = default;
  // Collective. `metrics`: the last interval's.
  virtual void Begin(const Progress& progress, const nlohmann::ordered_json& metrics) = 0;
  // This rank's part of the save in flight is durable (true where none is in flight). Never communicates.
  virtual bool IsDurable() = 0;
  // Called once every rank reported IsDurable; rank 0 makes the checkpoint visible. Returns warnings: old ones that
  // could not be removed.
  virtual std::vector<std::string> Commit() = 0;
  virtual bool InFlight() const = 0;
  // Blocks until this rank's part is durable.
  virtual void Wait() = 0;
};

// What an evaluation leads to.
struct EvaluationVerdict {
  bool save = false;    // a checkpoint of this step
  bool finish = false;  // the training ends here, before its last step, and saves
};

// Everything must outlive the trainer.
struct TrainerParts {
  Communicator& communicator;
  Task& task;
  FlatParameters& parameters;  // with gradients
  GradientReducer& reducer;
  ShardedOptimizer& optimizer;
  CheckpointSink& checkpoints;
  TrainingObserver& observer;
  std::function<bool()> stop_requested;  // a signal or a person asks this rank to save and stop
  std::string run_folder;                // for what a failed step leaves behind
  bool overlap = false;                  // gradients are reduced as soon as a backward pass has completed them
  // Collective: judges the model as it is; null where nothing does. Metrics on rank 0.
  std::function<nlohmann::ordered_json()> evaluate;
  std::int64_t evaluate_every = 0;  // steps; after the last one too
  bool evaluate_first = true;       // before the first step as well
  // Called after an evaluation; must say the same on all ranks. Null: nothing follows from one.
  std::function<EvaluationVerdict(std::int64_t step)> judge = nullptr;
};

enum class TrainingEnd { kFinished, kStopped };

class Trainer {
 public:
  Trainer(const TrainingOptions& training, const ScheduleOptions& schedule, TrainerParts parts);

  // Runs steps [progress.steps, training.steps); saves at the configured steps, at the end and when stopped.
  TrainingEnd Run(Progress progress);
  const Progress& progress() const { return progress_; }

 private:
  struct Interval;
  // What the host knows of the next step before it begins.
  struct Upcoming {
    StepWork work;
    std::vector<double> divisors;  // all ranks'
    double tokens = 0;             // all ranks'
  };
  // A step that the device has been given, and nobody has looked at.
  struct Launched {
    std::int64_t step;
    const StepTotals* totals;
    double learning_rate;
    std::vector<std::uint64_t> samples;
  };

  // One step, its log line and its save. Returns whether it is to be the last.
  bool Advance(Interval& interval);
  // Gives the device the step that is upcoming.
  void Launch(Interval& interval);
  void ForwardBackward(const StepTotals& totals);
  // Fetches the next step's work, if there is one, and sums it over ranks. With `stops`, all ranks learn together
  // whether somebody wants to stop, which it returns, and whether the save in flight is durable everywhere.
  bool Prepare(bool stops, Interval& interval);
  // Waits for launched steps until so many are left, and takes them into account.
  void Read(std::size_t left, Interval& interval);
  // Writes the samples of a step that is not finite down; returns if it may be skipped.
  void Skip(const Launched& launched, double loss, double norm);
  void Log(Interval& interval);
  void Commit();
  // Waits for the save in flight, if there is one, on all ranks.
  void FinishSave();
  void Save();
  // The verdict on the last step, where an evaluation is due.
  EvaluationVerdict Evaluate(Interval& interval);

  TrainingOptions training_;
  ScheduleOptions schedule_;
  TrainerParts parts_;
  SumCount sum_count_;
  std::array<StepTotals, 2> totals_;  // of even and of odd steps
  std::deque<Launched> launched_;
  Upcoming upcoming_;
  nlohmann::ordered_json last_metrics_;
  Progress progress_;
  std::int64_t skipped_in_a_row_ = 0;
  bool finished_early_ = false;
  const char* doing_ = "";  // what an error of the step is said to have happened in
};

}  // namespace linkbert
