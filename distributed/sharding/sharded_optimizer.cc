#include "distributed/sharding/sharded_optimizer.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "distributed/sharding/norm_kernel.h"

namespace linkbert {
namespace {

// Elements of a block of the gradient norm, fixed in the flat buffer: who owns a block does not change its sum.
constexpr std::int64_t kNormBlock = 65536;
// Elements one thread takes at a time: four arrays of them (256 KiB) stay in a core's second-level cache.
constexpr std::int64_t kSegment = 16384;

void CheckFlat(const at::Tensor& tensor, std::int64_t elements, const char* what) {
  LB_CHECK(
      tensor.scalar_type() == at::kFloat && tensor.is_contiguous() && tensor.is_cpu() && tensor.numel() == elements,
      "{}: {} elements of type {}, wanted {} contiguous fp32 in host memory", what, tensor.numel(),
      c10::toString(tensor.scalar_type()), elements);
}

// The parameters' elements inside the slice, cut small; the padding between parameters belongs to no segment.
std::vector<AdamSegment> Segments(const FlatLayout& layout, const std::vector<FlatRange>& ranges,
                                  const std::vector<std::int64_t>& slice_begins) {
  std::vector<AdamSegment> segments;
  std::size_t r = 0;
  for (const FlatLayout::Entry& entry : layout.entries()) {
    while (r < ranges.size() && ranges[r].end <= entry.range.begin) ++r;
    for (std::size_t k = r; k < ranges.size() && ranges[k].begin < entry.range.end; ++k) {
      const std::int64_t end = std::min(entry.range.end, ranges[k].end);
      for (std::int64_t at = std::max(entry.range.begin, ranges[k].begin); at < end; at += kSegment) {
        segments.push_back({.flat_begin = at,
                            .slice_begin = slice_begins[k] + at - ranges[k].begin,
                            .elements = std::min(kSegment, end - at),
                            .decay = entry.spec.decay});
      }
    }
  }
  return segments;
}

}  // namespace

ShardedOptimizer::ShardedOptimizer(const FlatLayout& layout, const OptimizerOptions& options,
                                   Communicator& communicator)
    : layout_(layout),
      options_(options),
      kind_(KindOf(options)),
      communicator_(communicator),
      ranges_(layout.Slice(communicator.Rank(), communicator.Size())),
      slice_begins_(SliceBegins(ranges_)),
      segments_(Segments(layout, ranges_, slice_begins_)),
      first_moment_(at::zeros({slice_begins_.back()}, at::kFloat)),
      second_moment_(at::zeros({slice_begins_.back()}, at::kFloat)) {}

double ShardedOptimizer::GradientNorm(const at::Tensor& slice_gradient) {
  CheckFlat(slice_gradient, slice_begins_.back(), "slice gradient");
  const float* gradient = slice_gradient.const_data_ptr<float>();
  std::vector<double> blocks(static_cast<std::size_t>((layout_.size() + kNormBlock - 1) / kNormBlock), 0.0);
  for (std::size_t k = 0; k < ranges_.size(); ++k) {
    const FlatRange range = ranges_[k];
    const float* const base = gradient + slice_begins_[k] - range.begin;
    const std::int64_t first = range.begin / kNormBlock;
    const std::int64_t last = (range.end + kNormBlock - 1) / kNormBlock;
    at::parallel_for(first, range.size() == 0 ? first : last, 1, [&](std::int64_t from, std::int64_t to) {
      for (std::int64_t b = from; b < to; ++b) {
        const std::int64_t begin = std::max(range.begin, b * kNormBlock);
        const std::int64_t end = std::min(range.end, (b + 1) * kNormBlock);
        blocks[static_cast<std::size_t>(b)] += SumOfSquares(base + begin, end - begin);
      }
    });
  }
  communicator_.AllReduce(blocks.data(), blocks.data(), blocks.size(), DataType::kFloat64, ReduceOperation::kSum)
      .Wait();
  double sum = 0;
  for (const double block : blocks) sum += block;
  // Where slices cut a block, its fp64 sum is rounded in another order; fp32 hides that last bit.
  return static_cast<double>(static_cast<float>(std::sqrt(sum)));
}

double ShardedOptimizer::ClipScale(double norm) const {
  if (options_.max_gradient_norm <= 0) return 1.0;
  return std::min(1.0, options_.max_gradient_norm / (norm + 1e-6));
}

void ShardedOptimizer::Step(std::int64_t step_number, double lr, double gradient_scale,
                            const at::Tensor& slice_gradient, at::Tensor& flat_parameters) {
  CheckFlat(slice_gradient, slice_begins_.back(), "slice gradient");
  CheckFlat(flat_parameters, layout_.size(), "flat parameters");
  UpdateSlice(step_number, lr, gradient_scale, slice_gradient.const_data_ptr<float>(),
              flat_parameters.mutable_data_ptr<float>());
  if (communicator_.Size() > 1) GatherParameters(flat_parameters);
}

void ShardedOptimizer::UpdateSlice(std::int64_t step_number, double lr, double gradient_scale, const float* gradient,
                                   float* parameters) {
  const AdamScalars decayed = MakeAdamScalars(options_, step_number, lr, gradient_scale);
  AdamScalars plain = decayed;
  plain.decay = 0;
  float* const first = first_moment_.mutable_data_ptr<float>();
  float* const second = second_moment_.mutable_data_ptr<float>();
  at::parallel_for(0, static_cast<std::int64_t>(segments_.size()), 4, [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from; i < to; ++i) {
      const AdamSegment& s = segments_[static_cast<std::size_t>(i)];
      AdamUpdate(kind_, s.decay ? decayed : plain, s.elements,
                 {gradient + s.slice_begin, parameters + s.flat_begin, first + s.slice_begin, second + s.slice_begin});
    }
  });
}

void ShardedOptimizer::GatherParameters(at::Tensor& flat_parameters) {
  const std::int64_t ranks = communicator_.Size();
  const std::int64_t rank = communicator_.Rank();
  for (std::size_t k = 0; k < ranges_.size(); ++k) {
    const FlatRange whole = layout_.buckets()[k];
    const std::int64_t part = (whole.size() + ranks - 1) / ranks;
    const at::Tensor bucket = flat_parameters.narrow(0, whole.begin, whole.size());
    const bool padded = part * ranks != whole.size();
    const at::Tensor buffer = padded ? at::empty({part * ranks}, bucket.options()) : bucket;
    const at::Tensor mine = buffer.narrow(0, rank * part, part);
    if (padded) {
      mine.zero_();
      mine.narrow(0, 0, ranges_[k].size()).copy_(flat_parameters.narrow(0, ranges_[k].begin, ranges_[k].size()));
    }
    communicator_
        .AllGather(mine.const_data_ptr(), buffer.mutable_data_ptr(), static_cast<std::size_t>(part), DataType::kFloat32)
        .Wait();
    if (padded) bucket.copy_(buffer.narrow(0, 0, whole.size()));
  }
}

void ShardedOptimizer::LoadMoments(FlatRange global, const float* m, const float* v) {
  float* const first = first_moment_.mutable_data_ptr<float>();
  float* const second = second_moment_.mutable_data_ptr<float>();
  for (std::size_t k = 0; k < ranges_.size(); ++k) {
    const std::int64_t begin = std::max(global.begin, ranges_[k].begin);
    const std::int64_t end = std::min(global.end, ranges_[k].end);
    if (begin >= end) continue;
    const std::int64_t to = slice_begins_[k] + begin - ranges_[k].begin;
    std::copy_n(m + (begin - global.begin), end - begin, first + to);
    std::copy_n(v + (begin - global.begin), end - begin, second + to);
  }
}

}  // namespace linkbert
