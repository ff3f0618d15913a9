// Memory, DeviceVector, Buffer and Workspace: what a device's allocator gives, and a model's working memory.
//
// Flow: the bounds of a step -> a model adds its buffers to the [Workspace] -> Commit -> views. All buffers of a
// workspace lie in one piece, which grows between steps and never inside one, where a device may still be reading what
// would be freed, and where a graph has its addresses; one piece, because many that grow one by one leave holes.
// Contents are undefined after Commit. One owner, one thread.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/view.h"

namespace linkbert {

class Device;

struct Memory {
  std::shared_ptr<void> owner;
  std::byte* data = nullptr;  // a multiple of 64 bytes
  std::int64_t bytes = 0;
};

// Memory that lasts, as one row; 0 at first.
struct DeviceVector {
  Memory memory;
  View view;

  float* floats() const { return reinterpret_cast<float*>(view.data); }  // Requires: of fp32
};
DeviceVector AllocateVector(Device& device, std::int64_t elements, DType dtype);

class Buffer {
 public:
  // [rows, columns] from its beginning, valid until the workspace's next Commit. Requires: so much was planned.
  View Get(std::int64_t rows, std::int64_t columns) const {
    LB_CHECK(rows * columns <= capacity_, "[{}, {}] of {} elements planned", rows, columns, capacity_);
    return {data_, rows, columns, columns, dtype_, device_};
  }
  // A vector of fp32. Requires: as above, and planned as such.
  float* Floats(std::int64_t elements) const {
    LB_CHECK(elements <= capacity_ && dtype_ == DType::kFloat32, "{} of {} floats planned", elements, capacity_);
    return reinterpret_cast<float*>(data_);
  }

 private:
  friend class Workspace;
  std::byte* data_ = nullptr;
  std::int64_t capacity_ = 0;
  DType dtype_ = DType::kFloat32;
  DeviceKind device_ = DeviceKind::kCpu;
};

class Workspace {
 public:
  explicit Workspace(Device& device) : device_(device) {}
  Device& device() const { return device_; }

  // A buffer of the next Commit, which it must outlive.
  void Add(Buffer& buffer, std::int64_t elements, DType dtype);
  // The same in the device's own type.
  void Add(Buffer& buffer, std::int64_t elements);
  // Gives what was added its place; buffers of the Commit before that were not added again are empty.
  void Commit();

 private:
  struct Part {
    Buffer* buffer;
    std::int64_t offset;  // bytes
    std::int64_t elements;
    DType dtype;
  };

  Device& device_;
  Memory memory_;
  std::vector<Part> placed_, added_;
  std::int64_t bytes_ = 0;  // of added_
};

}  // namespace linkbert
