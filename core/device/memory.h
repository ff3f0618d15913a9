// Memory and Buffer: what a device's allocator gives, and a model's working memory.
//
// A buffer grows only where it is told to, between steps: never inside one, where a device may still be reading what it
// would free, and where a graph has its addresses. Contents are undefined. One owner, one thread.
#pragma once
#include <cstdint>
#include <memory>

#include "base/error.h"
#include "core/device/view.h"

namespace linkbert {

class Device;

struct Memory {
  std::shared_ptr<void> owner;
  std::byte* data = nullptr;  // a multiple of 64 bytes
  std::int64_t bytes = 0;
};

class Buffer {
 public:
  // At least so many elements from now on; earlier views are invalid if it had to grow.
  void Reserve(Device& device, std::int64_t elements, DType dtype);

  // [rows, columns] from its beginning. Requires: so much was reserved.
  View Get(std::int64_t rows, std::int64_t columns) const {
    LB_CHECK(rows * columns <= capacity_, "[{}, {}] of {} elements reserved", rows, columns, capacity_);
    return {memory_.data, rows, columns, columns, dtype_, device_};
  }
  // A vector of fp32. Requires: as above, and reserved as such.
  float* Floats(std::int64_t elements) const {
    LB_CHECK(elements <= capacity_ && dtype_ == DType::kFloat32, "{} of {} floats reserved", elements, capacity_);
    return reinterpret_cast<float*>(memory_.data);
  }

 private:
  Memory memory_;
  std::int64_t capacity_ = 0;
  DType dtype_ = DType::kFloat32;
  DeviceKind device_ = DeviceKind::kCpu;
};

}  // namespace linkbert
