#include "core/device/memory.h"

#include "core/device/device.h"

namespace linkbert {
namespace {

constexpr std::int64_t kAlignment = 64;  // bytes: a cache line, and what vector loads and products want

}  // namespace

DeviceVector AllocateVector(Device& device, std::int64_t elements, DType dtype) {
  DeviceVector vector = {.memory = device.Allocate(elements * SizeOf(dtype)), .view = {}};
  vector.view = {vector.memory.data, 1, elements, elements, dtype, device.kind()};
  device.Zero(vector.view);
  return vector;
}

void Workspace::Add(Buffer& buffer, std::int64_t elements, DType dtype) {
  added_.push_back({&buffer, bytes_, elements, dtype});
  bytes_ += (elements * SizeOf(dtype) + kAlignment - 1) / kAlignment * kAlignment;
}

void Workspace::Add(Buffer& buffer, std::int64_t elements) { Add(buffer, elements, device_.storage()); }

void Workspace::Commit() {
  for (const Part& part : placed_) *part.buffer = {};
  if (memory_.data == nullptr || memory_.bytes < bytes_) {
    memory_ = {};  // freed first: the old and the new one need not fit together
    memory_ = device_.Allocate(bytes_);
  }
  placed_ = std::move(added_);
  for (const Part& part : placed_) {
    part.buffer->data_ = memory_.data + part.offset;
    part.buffer->capacity_ = part.elements;
    part.buffer->dtype_ = part.dtype;
    part.buffer->device_ = device_.kind();
  }
  added_ = {};
  bytes_ = 0;
}

}  // namespace linkbert
