#include "core/sharding/step_totals.h"

namespace linkbert {

StepTotals::StepTotals(Device& device, std::int64_t sums, std::int64_t blocks)
    : all_(AllocateVector(device, sums + blocks, DType::kFloat64)),
      check_(device.Allocate(sizeof(StepCheck))),
      sum_count_(sums),
      block_count_(blocks) {}

StepTotals::OnHost StepTotals::Read(Device& device) const {
  OnHost result = {.sums = std::vector<double>(static_cast<std::size_t>(sum_count_)), .check = {}};
  device.Download(sums(), sum_count_ * SizeOf(DType::kFloat64), result.sums.data());
  device.Download(check(), sizeof(StepCheck), &result.check);
  return result;
}

}  // namespace linkbert
