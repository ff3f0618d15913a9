#include "distributed/communication/device_channel.h"

#include "base/error.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

void RequireOn(DeviceKind kind, const ConstView& view) {
  LB_CHECK(view.device == kind && view.contiguous(), "a view of another device, or with gaps between its rows");
}

void RequireParts(const ConstView& whole, const ConstView& part, int ranks) {
  LB_CHECK(whole.dtype == part.dtype && whole.size() == part.size() * ranks, "{} elements for {} parts of {}",
           whole.size(), ranks, part.size());
}

Event HostMemoryChannel::AllReduce(const View& values, ReduceOperation operation) {
  RequireOn(kind(), values);
  return communicator_.AllReduce(values.data, values.data, static_cast<std::size_t>(values.size()), values.dtype,
                                 operation);
}

Event HostMemoryChannel::ReduceScatter(const ConstView& send, const View& receive, ReduceOperation operation) {
  RequireOn(kind(), send);
  RequireOn(kind(), receive);
  RequireParts(send, receive, communicator_.Size());
  return communicator_.ReduceScatter(send.data, receive.data, static_cast<std::size_t>(receive.size()), receive.dtype,
                                     operation);
}

Event HostMemoryChannel::AllGather(const ConstView& send, const View& receive) {
  RequireOn(kind(), send);
  RequireOn(kind(), receive);
  RequireParts(receive, send, communicator_.Size());
  return communicator_.AllGather(send.data, receive.data, static_cast<std::size_t>(send.size()), send.dtype);
}

}  // namespace linkbert
