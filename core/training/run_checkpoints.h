// RunCheckpoints: the trainer's checkpoints in a run's folder: restoring the newest whole one, saving in the
// background.
//
// Flow: Trainer -> [RunCheckpoints] -> CheckpointWriter, BackgroundSave. Training stops only for a copy of the slice.
// Collective: Restore and Begin. Threads: the training thread; one background thread writes and never communicates.
// Errors: kInput for a checkpoint of another model or corpus, or if none of them is whole; kOutput for a disk that is
// full.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/checkpoint/background_save.h"
#include "core/checkpoint/checkpoint_writer.h"
#include "core/training/trainer.h"

namespace linkbert {

struct FoundCheckpoint;

// What identifies a run's checkpoints beside step and tokens.
struct RunIdentity {
  std::uint64_t seed = 0;
  std::int64_t global_batch = 0;
  std::string config_hash;
  std::string corpus_fingerprint;
};

struct Restored {
  Progress progress;                  // zeros where there is no checkpoint
  std::string folder;                 // the step folder it came from; empty where there is none
  std::vector<std::string> rejected;  // newer ones that were damaged, one line each; on rank 0 only
};

class RunCheckpoints : public CheckpointSink {
 public:
  // Everything passed by reference must outlive it.
  RunCheckpoints(const std::string& run_folder, ModelFiles files, const RunIdentity& identity, std::int64_t keep_last,
                 Communicator& communicator, ShardedOptimizer& optimizer, FlatParameters& parameters);

  // Reads parameters and this rank's optimizer states of the newest checkpoint that is whole.
  Restored Restore();
  // Checkpoints of these steps stay, whatever their age.
  void Keep(std::vector<std::int64_t> steps) { keep_steps_ = std::move(steps); }

  void Begin(const Progress& progress, const nlohmann::ordered_json& metrics) override;
  bool IsDurable() override { return background_.IsDurable(); }
  std::vector<std::string> Commit() override;
  bool InFlight() const override { return background_.InFlight(); }
  void Wait() override { background_.Wait(); }

 private:
  void RequireOneWhole(const FoundCheckpoint& found) const;
  void CheckIdentity(const TrainingState& state, const std::string& folder) const;

  const FlatLayout& layout() const { return parameters_.layout(); }
  std::vector<SlicePart> Slice() const;

  std::string run_folder_;
  RunIdentity identity_;
  std::int64_t keep_last_;
  std::vector<std::int64_t> keep_steps_;
  Communicator& communicator_;
  ShardedOptimizer& optimizer_;
  FlatParameters& parameters_;
  CheckpointWriter writer_;
  BackgroundSave background_;
  std::int64_t step_in_flight_ = 0;
  std::set<std::string> reported_;  // each is tried again at every save, and reported once
};

}  // namespace linkbert
