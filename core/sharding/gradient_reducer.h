// GradientReducer: turns every rank's flat gradient into this rank's slice of the gradient summed over ranks.
//
// Flow: backward -> [GradientReducer] -> ShardedOptimizer. One reduce-scatter a bucket, out of the flat gradient as it
// lies: a bucket's last part may read what follows it, and nobody looks at what becomes of that. It sums and does not
// average: losses are divided by global counts before backward. Owns the slice gradient, allocated once: a result is
// valid until the next step. On one rank the identity.
// Collective: every rank makes the same calls in the same order. Threads: one caller thread.
// Errors: kCommunication; the gradients are then undefined.
#pragma once
#include <cstddef>
#include <vector>

#include "core/sharding/flat_parameters.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

class GradientReducer {
 public:
  // parameters, made for so many ranks, and communicator must outlive the reducer.
  GradientReducer(const FlatParameters& parameters, Communicator& communicator);

  // The gradients are 0 in the padding between parameters. Returns [1, slice] fp32 in the order of FlatSlice.
  View Reduce();

  // The same in steps, for overlap with backward: starts the buckets that lie within [0, flat_end), whose gradients are
  // complete. The gradients of a started bucket must not change until Reduce returns, which starts the others.
  void StartUpTo(std::int64_t flat_end);

 private:
  void Start(std::size_t bucket);

  const FlatParameters& parameters_;
  Communicator& communicator_;
  FlatSlice slice_;
  DeviceVector slice_gradient_;  // on one rank none: the flat gradient is it
  std::size_t started_ = 0;      // buckets
  std::vector<Event> pending_;
};

}  // namespace linkbert
