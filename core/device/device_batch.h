// DeviceBatch: a micro-batch where a device's operations can read it.
//
// Flow: Batch -> Device::Load -> [DeviceBatch] -> operations. Ids are 32 bits wide. `memory` keeps what lies on the
// device; a CPU's arrays are the batch's own. Immutable.
#pragma once
#include <cstdint>
#include <memory>

#include "core/kernels/packed_rows.h"

namespace linkbert {

template <typename T>
struct DeviceArray {
  const T* data = nullptr;
  std::int64_t size = 0;
  std::shared_ptr<const void> memory = {};
};
using DeviceIds = DeviceArray<std::int32_t>;
using DeviceFloats = DeviceArray<float>;

struct DeviceBatch {
  PackedRows rows;
  DeviceIds token_ids, token_type_ids, position_ids;  // [N]
  DeviceIds first_rows;                               // [B] of each sequence
  DeviceIds masked_rows, masked_labels;               // [M]
  DeviceIds relation;                                 // [B], or none
};

}  // namespace linkbert
