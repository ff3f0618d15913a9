#include "distributed/communication/communicator.h"

namespace linkbert {

std::string BroadcastText(Communicator& communicator, std::string text) {
  auto size = static_cast<std::int64_t>(text.size());
  communicator.Broadcast(&size, 1, DType::kInt64, 0).Wait();
  text.resize(static_cast<std::size_t>(size));
  communicator.Broadcast(text.data(), text.size(), DType::kUint8, 0).Wait();
  return text;
}

}  // namespace linkbert
