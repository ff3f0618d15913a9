// FinetuningSeed: one seed of a fine-tuning run, from the model it begins with to its scores and its model folder.
//
// Flow: FinetuningInputs -> [FinetuningSeed] -> FOLDER/{metrics.jsonl, log.txt, run.json, predictions/, model/,
// results.json}; results.json comes last, and a seed that has it is not trained again. Checkpoints lie in the folder
// until then, so a killed or stopped seed goes on. Collective. Errors: as thrown by the rooms.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/finetuning/finetuning_task.h"
#include "core/finetuning/task_evaluation.h"
#include "core/runs/finetuning_inputs.h"
#include "core/runs/run_log.h"
#include "core/training/trained_parameters.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {

class FinetuningSeed {
 public:
  struct Place {
    std::string folder;
    std::int64_t seed;
    int threads;
    const Topology& topology;
    std::function<bool()> stop_requested;
    std::function<void(const std::string&)> tell;  // as RunContext's
  };

  // Everything must outlive it.
  FinetuningSeed(const FinetuneConfiguration& configuration, const FinetuningInputs& inputs, const Place& place,
                 Communicator& communicator);

  // Loads what it begins from; dry_run: and ends there.
  TrainingEnd Run(bool dry_run);

 private:
  bool IsFirst() const { return communicator_.Rank() == 0; }
  BatchPlanOptions Plan() const;
  EpochOrder Order() const;
  TrainingOptions Training() const;  // the loop's, with the steps of the epochs
  std::string StepFolder(std::int64_t step) const;
  void InitializeModel(TrainingObserver& observer);
  void LoadStart(std::span<float> flat, TrainingObserver& observer);
  void Announce(const Restored& restored, TrainingObserver& observer);
  TrainingEnd Train(RunCheckpoints& checkpoints, const Restored& restored, TrainingObserver& observer);
  // Hands the scores of a resumed run's evaluations, up to its step, to the selection.
  void RecallScores(std::int64_t steps);
  // Scores dev in the middle of training.
  nlohmann::ordered_json EvaluateDev();
  EvaluationVerdict Judge(std::int64_t step, RunCheckpoints& checkpoints);
  // Scores dev and test, and writes predictions, model and, last, results.json. steps: trained.
  void Finish(std::int64_t steps, TrainingObserver& observer);
  // The named metric first. On rank 0; writes its predictions.
  nlohmann::ordered_json Score(const char* part, const TaskData& data, TrainingObserver& observer);

  FinetuneConfiguration c_;
  const FinetuningInputs& inputs_;
  Place place_;
  Communicator& communicator_;
  TrainedParameters trained_;
  std::unique_ptr<TaskModel> model_;
  ModelSelection selection_;
  nlohmann::json head_;              // what was taken of the start model's head; null where the run was resumed
  std::optional<double> dev_score_;  // of the last evaluation, on every rank
};

}  // namespace linkbert
