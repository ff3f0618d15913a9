// CheckpointWriter: the phases of one save, without collectives, so that the slow one may run beside training.
//
//   rank 0:     Prepare      makes the step's folder, reserves model.safetensors, writes the small files
//               -- the caller tells every rank what Prepare returned --
//   every rank: WriteSlice   writes its ranges of model.safetensors and its optimizer file; durable when it returns
//               -- the caller makes sure that every rank's WriteSlice has returned --
//   rank 0:     Commit       manifest.json by a rename, the `latest` link, then removal of old checkpoints
// A process may die anywhere: the folder is a checkpoint only once its manifest is there, and nothing older is removed
// before that. Needs a file system that all ranks share. One save in flight; the caller holds the run's lock.
// Threads: WriteSlice may run on another thread than the rest; it calls no communication library.
// Errors: kOutput naming the file; the step's folder is then no checkpoint and the next Prepare clears it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/checkpoint/checkpoint_format.h"
#include "core/checkpoint/checkpoint_manifest.h"
#include "core/weight_files/safetensors_writer.h"
#include "distributed/sharding/flat_layout.h"

namespace linkbert {

// One owned range: each pointer is to the range's first element, fp32. Padding between parameters may hold anything.
struct SlicePart {
  FlatRange range;
  const float* parameters;
  std::vector<const float*> states;  // of the optimizer, in the order of the writer's names
};

class CheckpointWriter {
 public:
  struct Place {
    std::string run_folder;
    int rank = 0;
    int ranks = 1;
  };

  // `layout` must outlive the writer. states: the letters that name the optimizer's. `files` is used on rank 0 alone.
  CheckpointWriter(const Place& place, const FlatLayout& layout, std::string states, ModelFiles files);

  // Rank 0. False: this step is saved already, whole and verified; nothing is to be done. Clears the folders of
  // interrupted saves; what of them stays is told by Commit.
  bool Prepare(const TrainingState& state);

  // Every rank. `slice`: this rank's ranges; all ranks' together are the layout's buckets.
  void WriteSlice(std::int64_t step, const std::vector<SlicePart>& slice) const;

  // Rank 0. Keeps the newest keep_last checkpoints up to this step, and those of keep_steps whatever their age.
  // Returns what could not be removed, with reasons: the save itself has succeeded.
  std::vector<std::string> Commit(std::int64_t step, std::int64_t keep_last,
                                  const std::vector<std::int64_t>& keep_steps = {});

 private:
  std::string StepFolder(std::int64_t step) const;
  void WriteSmallFiles(const std::string& folder, const TrainingState& state);
  PiecedFile WriteModelRanges(const std::string& folder, const std::vector<SlicePart>& slice) const;
  PiecedFile WriteStates(const std::string& folder, const std::vector<SlicePart>& slice) const;

  Place place_;
  const FlatLayout& layout_;
  std::string states_;
  ModelFiles files_;
  SafetensorsLayout model_;            // tensors in flat order: a range is a run of the file
  std::vector<PiecedFile> prepared_;   // what Prepare wrote, for Commit
  std::vector<std::string> warnings_;  // what Prepare could not remove, for Commit
};

}  // namespace linkbert
