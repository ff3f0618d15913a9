#include "distributed/sharding/gradient_reducer.h"

#include <ATen/Functions.h>

#include <utility>

#include "base/error.h"

namespace linkbert {

GradientReducer::GradientReducer(const FlatLayout& layout, Communicator& communicator)
    : layout_(layout),
      communicator_(communicator),
      ranges_(layout.Slice(communicator.Rank(), communicator.Size())),
      slice_begins_(SliceBegins(ranges_)) {}

at::Tensor GradientReducer::Reduce(const at::Tensor& flat_gradient) {
  for (std::size_t bucket = 0; bucket < ranges_.size(); ++bucket) Start(bucket, flat_gradient);
  return Finish();
}

void GradientReducer::Start(std::size_t bucket, const at::Tensor& flat_gradient) {
  LB_CHECK(bucket == started_ && bucket < ranges_.size(), "bucket {} started after {} of {}", bucket, started_,
           ranges_.size());
  LB_CHECK(flat_gradient.scalar_type() == at::kFloat && flat_gradient.is_contiguous() &&
               flat_gradient.numel() == layout_.size(),
           "a flat gradient of {} elements, wanted {} fp32", flat_gradient.numel(), layout_.size());
  ++started_;
  if (communicator_.Size() == 1) {
    slice_gradient_ = flat_gradient;
    return;
  }
  if (!slice_gradient_.defined()) slice_gradient_ = at::empty({slice_begins_.back()}, flat_gradient.options());
  ReduceBucket(bucket, flat_gradient);
}

void GradientReducer::ReduceBucket(std::size_t bucket, const at::Tensor& flat_gradient) {
  const FlatRange whole = layout_.buckets()[bucket];
  const std::int64_t ranks = communicator_.Size();
  const std::int64_t part = (whole.size() + ranks - 1) / ranks;
  Pending pending;
  pending.place = slice_gradient_.narrow(0, slice_begins_[bucket], ranges_[bucket].size());
  pending.sent = flat_gradient.narrow(0, whole.begin, whole.size());
  if (part * ranks != whole.size()) {
    const at::Tensor padded = at::zeros({part * ranks}, flat_gradient.options());
    padded.narrow(0, 0, whole.size()).copy_(pending.sent);
    pending.sent = padded;
  }
  pending.received = ranges_[bucket].size() == part ? pending.place : at::empty({part}, flat_gradient.options());
  pending.event =
      communicator_.ReduceScatter(pending.sent.const_data_ptr(), pending.received.mutable_data_ptr(),
                                  static_cast<std::size_t>(part), DataType::kFloat32, ReduceOperation::kSum);
  pending_.push_back(std::move(pending));
}

at::Tensor GradientReducer::Finish() {
  LB_CHECK(started_ == ranges_.size(), "{} of {} buckets were started", started_, ranges_.size());
  for (Pending& pending : pending_) {
    pending.event.Wait();
    if (!pending.received.is_same(pending.place)) {
      pending.place.copy_(pending.received.narrow(0, 0, pending.place.numel()));
    }
  }
  pending_.clear();
  started_ = 0;
  return slice_gradient_;
}

}  // namespace linkbert
