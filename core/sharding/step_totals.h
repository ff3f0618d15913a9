// StepTotals: what one step sums over ranks, in a device's memory: a task's sums and those of the gradient's squares,
// one after another so that one reduction does for both; and what follows of them.
//
// Flow: Task -> [StepTotals] <- ShardedOptimizer::Check -> the update, and the host, once it asks. One owner, one
// thread.
#pragma once
#include <cstdint>
#include <vector>

#include "core/device/device.h"

namespace linkbert {

class StepTotals {
 public:
  // sums: of the task; blocks: ShardedOptimizer::blocks().
  StepTotals(Device& device, std::int64_t sums, std::int64_t blocks);

  const View& all() const { return all_.view; }  // [1, sums and blocks], what is summed over ranks
  double* sums() const { return reinterpret_cast<double*>(all_.view.data); }  // [sum_count()]
  std::int64_t sum_count() const { return sum_count_; }
  double* blocks() const { return sums() + sum_count_; }  // [block_count()], right behind the sums
  std::int64_t block_count() const { return block_count_; }
  StepCheck* check() const { return reinterpret_cast<StepCheck*>(check_.data); }

  struct OnHost {
    std::vector<double> sums;
    StepCheck check;
  };
  // Waits.
  OnHost Read(Device& device) const;

 private:
  DeviceVector all_;
  Memory check_;
  std::int64_t sum_count_, block_count_;
};

}  // namespace linkbert
