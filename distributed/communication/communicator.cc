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
  LB_UNREACHABLE("data type {}", static_cast<int>(type));
}

std::string BroadcastText(Communicator& communicator, std::string text) {
  auto size = static_cast<std::int64_t>(text.size());
  communicator.Broadcast(&size, 1, DataType::kInt64, 0).Wait();
  text.resize(static_cast<std::size_t>(size));
  communicator.Broadcast(text.data(), text.size(), DataType::kUint8, 0).Wait();
  return text;
}

}  // namespace linkbert
