// What a task sums on the CPU, where the device's memory is the host's.
#pragma once
#include <span>
#include <vector>

#include "core/training/task.h"

namespace linkbert::test {

class HostSums {
 public:
  explicit HostSums(const Task& task) : on_device_(task.Sums().on_device), values_(on_device_ + task.Sums().on_host) {}

  StepSums Places() { return {values_.data(), std::span(values_).subspan(on_device_)}; }
  const std::vector<double>& values() const { return values_; }  // as Task::Metrics takes them

 private:
  std::size_t on_device_;
  std::vector<double> values_;
};

}  // namespace linkbert::test
