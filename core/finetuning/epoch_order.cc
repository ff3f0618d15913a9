#include "core/finetuning/epoch_order.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "data/samples/permutation.h"

namespace linkbert {

EpochOrder::EpochOrder(std::int64_t examples, std::int64_t global_batch, std::uint64_t seed, std::int64_t accumulation)
    : examples_(examples), batch_(global_batch / accumulation), seed_(seed), accumulation_(accumulation) {
  LB_CHECK(examples > 0 && global_batch > 0 && global_batch % accumulation == 0);
}

std::int64_t EpochOrder::steps_per_epoch() const { return std::max<std::int64_t>(1, batches() / accumulation_); }

std::int64_t EpochOrder::Steps(double epochs) const {
  const double steps = std::ceil(epochs * static_cast<double>(steps_per_epoch()));
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(steps));
}

void EpochOrder::Deal(std::int64_t epoch, std::int64_t begin, std::int64_t end,
                      std::vector<BatchExample>& dealt) const {
  const KeyedPermutation order(seed_, static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(examples_));
  std::uint32_t batch = dealt.empty() ? 0 : dealt.back().batch + 1;
  for (; begin < end; ++begin, ++batch) {
    for (std::int64_t place = begin * batch_; place < std::min(examples_, (begin + 1) * batch_); ++place) {
      dealt.push_back(
          {static_cast<std::uint64_t>(epoch * examples_ + place), order(static_cast<std::uint64_t>(place)), batch});
    }
  }
}

std::vector<BatchExample> EpochOrder::Step(std::int64_t step) const {
  const std::int64_t epoch = step / steps_per_epoch(), begin = step % steps_per_epoch() * accumulation_;
  std::vector<BatchExample> dealt;
  if (begin == 0 && epoch > 0) Deal(epoch - 1, steps_per_epoch() * accumulation_, batches(), dealt);
  Deal(epoch, begin, std::min(batches(), begin + accumulation_), dealt);
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
