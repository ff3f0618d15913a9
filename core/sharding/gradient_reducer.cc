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
  StartUpTo(parameters_.layout().size());
  for (Event& event : pending_) event.Wait();
  pending_.clear();
  started_ = 0;
  if (communicator_.Size() > 1) return slice_gradient_.view;
  return parameters_.gradients().Columns(0, parameters_.layout().size());
}

void GradientReducer::StartUpTo(std::int64_t flat_end) {
  const std::vector<FlatRange>& buckets = parameters_.layout().buckets();
  for (; started_ < buckets.size() && buckets[started_].end <= flat_end; ++started_) {
    if (communicator_.Size() > 1) Start(started_);
  }
}

void GradientReducer::Start(std::size_t bucket) {
  const FlatRange whole = parameters_.layout().buckets()[bucket];
  pending_.push_back(communicator_.ReduceScatter(
      parameters_.gradients().At(0, whole.begin), slice_gradient_.view.At(0, slice_.begins[bucket]),
      static_cast<std::size_t>(PartOf(whole, communicator_.Size())), DataType::kFloat32, ReduceOperation::kSum));
}

}  // namespace linkbert
