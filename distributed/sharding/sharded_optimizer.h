// ShardedOptimizer: clips, updates this rank's slice of the parameters and gathers the others' (ZeRO-1).
//
// Flow: GradientReducer -> [ShardedOptimizer] -> the next forward. Owns the moments of the slice (2 x 4 bytes an
// element); parameters and gradients belong to the caller. The kernels are element-wise and without fused
// multiply-add, so that the update of an element depends on neither rank count, place nor instruction set.
// Collective: GradientNorm and Step. Threads: one caller thread; the kernels use LibTorch's.
// Errors: kCommunication; kConfiguration for an unknown name.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "distributed/communication/communicator.h"
#include "distributed/sharding/adam_kernel.h"
#include "distributed/sharding/flat_layout.h"
#include "distributed/sharding/optimizer_options.h"

namespace linkbert {

class ShardedOptimizer {
 public:
  // layout and communicator must outlive the optimizer. Moments begin at 0.
  ShardedOptimizer(const FlatLayout& layout, const OptimizerOptions& options, Communicator& communicator);

  // Euclidean norm of the whole gradient over all ranks, rounded to fp32. slice_gradient: [slice elements] fp32.
  double GradientNorm(const at::Tensor& slice_gradient);

  // What gradients of this norm are to be multiplied by: min(1, max_gradient_norm / (norm + 1e-6)), as
  // torch.nn.utils.clip_grad_norm_ does.
  double ClipScale(double norm) const;

  // step_number counts from 1. The gradient is taken times gradient_scale (clipping). slice_gradient: [slice elements]
  // fp32; flat_parameters: [layout.size()] fp32, contiguous; afterwards complete and equal on all ranks.
  void Step(std::int64_t step_number, double lr, double gradient_scale, const at::Tensor& slice_gradient,
            at::Tensor& flat_parameters);

  // For checkpoints: the slice as global ranges, one a bucket (some may be empty), and its moments [slice elements]
  // fp32, concatenated in range order.
  const std::vector<FlatRange>& ranges() const { return ranges_; }
  at::Tensor first_moment() const { return first_moment_; }
  at::Tensor second_moment() const { return second_moment_; }

  // m, v: the moments of `global`; what lies outside this rank's slice is ignored.
  void LoadMoments(FlatRange global, const float* m, const float* v);

 private:
  void UpdateSlice(std::int64_t step_number, double lr, double gradient_scale, const float* gradient,
                   float* parameters);
  void GatherParameters(at::Tensor& flat_parameters);

  const FlatLayout& layout_;
  OptimizerOptions options_;
  AdamKind kind_;
  Communicator& communicator_;
  std::vector<FlatRange> ranges_;
  std::vector<std::int64_t> slice_begins_;
  std::vector<AdamSegment> segments_;
  at::Tensor first_moment_;
  at::Tensor second_moment_;
};

}  // namespace linkbert
