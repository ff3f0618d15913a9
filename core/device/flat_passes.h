// What the operations on flat fp32 numbers take: a rank's slice of gradients and of an optimizer's states, in pieces.
//
// Flow: FlatLayout, FlatSlice -> [FlatPiece] -> Device. Norms are summed in fp64, in blocks of fixed places: at most 64
// Ki elements of one tensor, so that their sums depend neither on ranks nor on threads but in the last bit, where a
// slice ends inside a block, and the results are rounded to fp32. All pointers are the device's memory.
#pragma once
#include <array>
#include <cstdint>

#include "base/view.h"
#include "core/device/device_batch.h"
#include "core/optimizers/optimizer_rule.h"

namespace linkbert {

// What a rank owns of a block.
struct FlatPiece {
  std::int64_t flat_begin;    // in the flat parameters
  std::int64_t slice_begin;   // in the slice: gradient and states
  std::int64_t master_begin;  // where the fp32 values lie: one of the two
  std::int64_t vector_begin;  // in the fp32 copies of vectors; -1 where there is none
  std::int64_t elements;
  std::int32_t block;
  std::int32_t first_block, blocks;  // of the tensor
  bool decay;                        // weight decay applies, and a trust ratio
};
using DevicePieces = DeviceArray<FlatPiece>;

// What follows of one step's gradient, on all ranks alike.
struct StepCheck {
  double norm;          // of the whole gradient before clipping, rounded to fp32
  double clip_factor;   // what the gradient is multiplied by: min(1, max_norm / (norm + epsilon))
  std::int64_t finite;  // 1 where norm and losses are; else the step changes nothing
};

struct StepCheckPass {
  const double* blocks;  // [block_count] sums of squares, over all ranks
  std::int64_t block_count;
  const double* sums;  // [sum_count] that must be finite too: losses
  std::int64_t sum_count;
  double max_norm;  // 0: no clipping
  double epsilon;
  StepCheck* check;  // written
};

struct UpdatePass {
  DevicePieces pieces;
  const StepCheck* check;
  float* gradient;                         // [slice]; rules with norms of tensors leave the direction there
  float* masters;                          // fp32 values, see FlatPiece
  std::array<float*, kMostStates> states;  // each [slice]
  View working;                            // where the values go in the device's own type; empty: masters are those
  float* vectors;                          // and those of vectors in fp32; written whatever the check says
  // Of rules with norms of tensors: sums of squares by block, of parameters before the step and of directions.
  double* parameter_blocks;
  double* direction_blocks;
};

}  // namespace linkbert
