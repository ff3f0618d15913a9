#include "core/sharding/gradient_reducer.h"

#include "base/error.h"

namespace linkbert {

GradientReducer::GradientReducer(const FlatParameters& parameters, Communicator& communicator)
    : parameters_(parameters),
      communicator_(communicator),
      slice_(parameters.layout().Slice(communicator.Rank(), communicator.Size())) {
  LB_CHECK(parameters.gradients().size() == parameters.layout().PaddedSize(communicator.Size()),
           "gradients of {} elements for {} ranks", parameters.gradients().size(), communicator.Size());
  if (communicator.Size() > 1) slice_gradient_ = AllocateVector(parameters.device(), slice_.size(), DType::kFloat32);
}

View GradientReducer::Reduce() {
  for (std::size_t bucket = 0; bucket < slice_.ranges.size(); ++bucket) Start(bucket);
  return Finish();
}

void GradientReducer::Start(std::size_t bucket) {
  LB_CHECK(bucket == started_ && bucket < slice_.ranges.size(), "bucket {} started after {} of {}", bucket, started_,
           slice_.ranges.size());
  ++started_;
  if (communicator_.Size() == 1) return;
  const FlatRange whole = parameters_.layout().buckets()[bucket];
  pending_.push_back(communicator_.ReduceScatter(
      parameters_.gradients().At(0, whole.begin), slice_gradient_.view.At(0, slice_.begins[bucket]),
      static_cast<std::size_t>(PartOf(whole, communicator_.Size())), DataType::kFloat32, ReduceOperation::kSum));
}

View GradientReducer::Finish() {
  LB_CHECK(started_ == slice_.ranges.size(), "{} of {} buckets were started", started_, slice_.ranges.size());
  for (Event& event : pending_) event.Wait();
  pending_.clear();
  started_ = 0;
  if (communicator_.Size() > 1) return slice_gradient_.view;
  return parameters_.gradients().Columns(0, parameters_.layout().size());
}

}  // namespace linkbert
