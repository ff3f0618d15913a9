#include "core/checkpoint/background_save.h"

#include <chrono>
#include <utility>

#include "base/error.h"

namespace linkbert {

void BackgroundSave::Start(std::int64_t step, const std::vector<SlicePart>& slice, const Copy& copy) {
  LB_CHECK(!InFlight());
  std::size_t elements = 0;
  for (const SlicePart& part : slice)
    elements += (1 + part.states.size()) * static_cast<std::size_t>(part.range.size());
  snapshot_.resize(elements);  // of the same size every time: no allocation but the first
  slice_.clear();
  float* place = snapshot_.data();
  const auto keep = [&](const float* values, std::int64_t count) {
    float* const begin = std::exchange(place, place + count);
    copy(values, count, begin);
    return begin;
  };
  for (const SlicePart& part : slice) {
    const std::int64_t count = part.range.size();
    SlicePart& kept = slice_.emplace_back(SlicePart{part.range, keep(part.parameters, count), {}});
    for (const float* state : part.states) kept.states.push_back(keep(state, count));
  }
  written_ = std::async(std::launch::async, [this, step] { writer_.WriteSlice(step, slice_); }).share();
}

bool BackgroundSave::IsDurable() const {
  if (!InFlight()) return true;
  if (written_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return false;
  written_.get();  // rethrows
  return true;
}

void BackgroundSave::Wait() const {
  if (InFlight()) written_.get();
}

void BackgroundSave::Finish() {
  LB_CHECK(InFlight() && IsDurable());
  written_ = {};
}

}  // namespace linkbert
