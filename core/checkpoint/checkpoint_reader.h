// CheckpointReader: parameters, optimizer states and the run's state out of a step folder, for any number of ranks,
// without conversion.
//
// Flow: FindNewestCheckpoint on one rank (verifies) -> folder told to all -> [CheckpointReader] on every rank, which
// reads only headers and what it asks for. Files are memory mapped. Immutable; safe from any thread.
// Errors: kInput naming the file, seen versus wanted: another model, missing ranges, a missing optimizer file.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/checkpoint/checkpoint_format.h"
#include "distributed/sharding/flat_layout.h"

namespace linkbert {

class CheckpointReader {
 public:
  // Requires: the folder was verified. Throws kInput if it has no manifest or its state cannot be read.
  explicit CheckpointReader(const std::string& step_folder);

  const TrainingState& state() const { return state_; }
  const std::string& folder() const { return folder_; }

  // flat: [layout.size()]; padding becomes 0.
  void ReadParameters(const FlatLayout& layout, std::span<float> flat) const;

  // values: of the optimizer's state that this is the number of; valid during the call only.
  using StateSink = std::function<void(std::size_t state, FlatRange range, const float* values)>;

  // Delivers each wanted range of each state once, in parts that no order is promised for. states: the letters that
  // name them.
  void ReadStates(const FlatLayout& layout, const std::vector<FlatRange>& wanted, const std::string& states,
                  const StateSink& sink) const;

 private:
  void CheckLayout(const FlatLayout& layout) const;

  std::string folder_;
  TrainingState state_;
};

}  // namespace linkbert
