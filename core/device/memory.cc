#include "core/device/memory.h"

#include "core/device/device.h"

namespace linkbert {

void Buffer::Reserve(Device& device, std::int64_t elements, DType dtype) {
  if (elements <= capacity_ && dtype == dtype_ && memory_.data != nullptr) return;
  memory_ = {};  // freed first: the old and the new one need not fit together
  memory_ = device.Allocate(elements * SizeOf(dtype));
  capacity_ = elements;
  dtype_ = dtype;
  device_ = device.kind();
}

}  // namespace linkbert
