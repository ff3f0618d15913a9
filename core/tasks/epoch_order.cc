#include "core/tasks/epoch_order.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "data/samples/permutation.h"

namespace linkbert {

EpochOrder::EpochOrder(std::int64_t examples, std::int64_t global_batch, std::uint64_t seed)
    : examples_(examples), global_batch_(global_batch), seed_(seed) {
  LB_CHECK(examples > 0 && global_batch > 0);
}

std::int64_t EpochOrder::steps_per_epoch() const { return (examples_ + global_batch_ - 1) / global_batch_; }

std::int64_t EpochOrder::Steps(double epochs) const {
  const double steps = std::ceil(epochs * static_cast<double>(steps_per_epoch()));
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(steps));
}

std::vector<DealtExample> EpochOrder::Step(std::int64_t step) const {
  const std::int64_t epoch = step / steps_per_epoch();
  const std::int64_t begin = step % steps_per_epoch() * global_batch_;
  const KeyedPermutation order(seed_, static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(examples_));
  std::vector<DealtExample> dealt;
  for (std::int64_t place = begin; place < std::min(examples_, begin + global_batch_); ++place) {
    dealt.push_back({static_cast<std::uint64_t>(epoch * examples_ + place), order(static_cast<std::uint64_t>(place))});
  }
  return dealt;
}

std::vector<std::uint64_t> ChooseExamples(std::uint64_t examples, std::uint64_t count) {
  const bool all = count == 0 || count >= examples;
  std::vector<std::uint64_t> chosen;
  const KeyedPermutation order(0, 0, examples);
  for (std::uint64_t place = 0; place < (all ? examples : count); ++place) chosen.push_back(all ? place : order(place));
  std::ranges::sort(chosen);
  return chosen;
}

}  // namespace linkbert
