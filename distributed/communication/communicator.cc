#include "distributed/communication/communicator.h"

#include "base/error.h"

namespace linkbert {

std::size_t BytesOf(DataType type) {
  switch (type) {
    case DataType::kFloat32:
      return 4;
    case DataType::kFloat64:
    case DataType::kInt64:
      return 8;
    case DataType::kUint8:
      return 1;
    case DataType::kBFloat16:
      return 2;
  }
  LB_CHECK(false, "data type {}", static_cast<int>(type));
}

}  // namespace linkbert
