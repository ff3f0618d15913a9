#include "core/sharding/gradient_reducer.h"

#include <utility>

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
  for (Event& event : pending_) parameters_.device().Await(std::move(event));
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
  const std::int64_t ranks = communicator_.Size(), part = PartOf(whole, communicator_.Size());
  pending_.push_back(communicator_.Device().ReduceScatter(
      parameters_.gradients().Columns(whole.begin, whole.begin + ranks * part),
      slice_gradient_.view.Columns(slice_.begins[bucket], slice_.begins[bucket] + part), ReduceOperation::kSum));
}

}  // namespace linkbert
