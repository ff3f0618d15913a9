// GradientReducer: turns every rank's flat gradient into this rank's slice of the gradient summed over ranks.
//
// Flow: backward -> [GradientReducer] -> ShardedOptimizer. One reduce-scatter a bucket. It sums and does not average:
// losses are divided by global counts before backward. Padding to the rank count exists in communication buffers only.
// Owns the slice gradient, allocated once and reused: a result is valid until the next Start. On one rank the identity.
// Collective: every rank makes the same calls in the same order. Threads: one caller thread.
// Errors: kCommunication; the gradients are then undefined.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "distributed/communication/communicator.h"
#include "distributed/sharding/flat_layout.h"

namespace linkbert {

class GradientReducer {
 public:
  // layout and communicator must outlive the reducer.
  GradientReducer(const FlatLayout& layout, Communicator& communicator);

  // flat_gradient: [layout.size()] fp32, contiguous, 0 in the padding between parameters. Returns [slice elements]
  // fp32, concatenated in range order.
  at::Tensor Reduce(const at::Tensor& flat_gradient);

  // The same in steps, for overlap with backward: Start every bucket once, in flat order, as soon as its gradients are
  // complete; then Finish. flat_gradient must not change in a started bucket until Finish returns.
  void Start(std::size_t bucket, const at::Tensor& flat_gradient);
  at::Tensor Finish();

 private:
  struct Pending {
    at::Tensor place;     // where the part belongs in the slice gradient
    at::Tensor sent;      // the bucket, or a copy of it padded to the rank count
    at::Tensor received;  // place itself, or a buffer where this rank's part is cut short by the bucket's end
    Event event;
  };

  void ReduceBucket(std::size_t bucket, const at::Tensor& flat_gradient);

  const FlatLayout& layout_;
  Communicator& communicator_;
  std::vector<FlatRange> ranges_;           // this rank's slice, one range a bucket
  std::vector<std::int64_t> slice_begins_;  // where each range lies in the slice gradient, and their sum
  at::Tensor slice_gradient_;               // on one rank: the flat gradient itself
  std::size_t started_ = 0;                 // buckets
  std::vector<Pending> pending_;
};

}  // namespace linkbert
