// ShardedOptimizer: clips, updates this rank's slice of the parameters and gathers the others' (ZeRO-1).
//
// Flow: GradientReducer -> [ShardedOptimizer] -> the next forward. Owns the states of the slice and, where the working
// values are not fp32, its fp32 masters; values and gradients are FlatParameters'. All numbers of a step stay on the
// device. The update of an element depends on neither rank count nor place.
// Collective: Check and Step. Threads: one caller thread.
// Errors: kCommunication; kConfiguration for an unknown name.
// Source: Rajbhandari et al., ZeRO: memory optimizations toward training trillion parameter models, 2020, section 5.1.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/optimizers/optimizer_rule.h"
#include "core/sharding/flat_parameters.h"
#include "core/sharding/step_totals.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

class ShardedOptimizer {
 public:
  // parameters, made for so many ranks, and communicator must outlive the optimizer. States begin at 0.
  ShardedOptimizer(FlatParameters& parameters, const OptimizerOptions& options, Communicator& communicator);

  const RuleFacts& rule() const { return facts_; }
  // Of the norms: how many sums of squares StepTotals has room for.
  std::int64_t blocks() const { return block_count_; }

  // Sums totals.sums() over ranks, takes the norm of the whole gradient and writes totals.check(). slice_gradient:
  // [1, slice] fp32.
  void Check(const View& slice_gradient, const StepTotals& totals);

  // The step that totals.check() allows; where it is not finite nothing changes. step_number counts from 1. Afterwards
  // the working values are complete and equal on all ranks; the slice gradient may be overwritten.
  void Step(std::int64_t step_number, double learning_rate, const View& slice_gradient, const StepTotals& totals);

  // For checkpoints: the slice, its fp32 values and its states, in the device's memory.
  const FlatSlice& slice() const { return slice_; }
  const float* MastersOf(std::size_t bucket) const;
  const float* StateOf(std::size_t state, std::size_t bucket) const;

  // Sets all values as FlatParameters::Write, and the masters with them.
  void Write(const std::function<void(std::span<float> flat)>& fill);
  // values: a state's of `global`, on the host; what lies outside this rank's slice is ignored.
  void LoadState(std::size_t state, FlatRange global, const float* values);

 private:
  void LoadMasters(std::span<const float> flat);
  void RequireSlice(const View& slice_gradient) const;
  UpdatePass PassOf(const View& slice_gradient, const StepTotals& totals) const;
  void Sum(const View& values);  // over ranks, in place
  void GatherValues();

  FlatParameters& parameters_;
  Device& device_;
  OptimizerOptions options_;
  RuleFacts facts_;
  Communicator& communicator_;
  FlatSlice slice_;
  std::vector<FlatPiece> pieces_;
  DevicePieces device_pieces_;
  std::int64_t block_count_ = 0;
  std::vector<DeviceVector> states_;  // each [1, slice]
  DeviceVector masters_;              // [1, slice]; none where the working values are masters
  DeviceVector norm_blocks_;          // of rules with norms of tensors: [1, 2 * blocks] fp64
};

}  // namespace linkbert
