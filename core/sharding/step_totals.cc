#include "core/sharding/step_totals.h"

namespace linkbert {

constexpr std::int64_t kDouble = sizeof(double);

StepTotals::StepTotals(Device& device, std::int64_t sums, std::int64_t blocks)
    : memory_(device.Allocate((sums + blocks) * kDouble + static_cast<std::int64_t>(sizeof(StepCheck)))),
      sum_count_(sums),
      block_count_(blocks) {}

StepTotals::OnHost StepTotals::Read(Device& device) const {
  OnHost result = {.sums = std::vector<double>(static_cast<std::size_t>(sum_count_)), .check = {}};
  device.Download(sums(), sum_count_ * kDouble, result.sums.data());
  device.Download(check(), sizeof(StepCheck), &result.check);
  return result;
}

}  // namespace linkbert
