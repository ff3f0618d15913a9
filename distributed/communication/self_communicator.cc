#include "distributed/communication/self_communicator.h"

#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "distributed/communication/job.h"

namespace linkbert {
namespace {

Event Copy(const void* send, void* receive, std::size_t count, DType type) {
  if (send != receive && count != 0) std::memmove(receive, send, count * BytesOf(type));
  return {};
}

}  // namespace

Event SelfCommunicator::AllReduce(const void* send, void* receive, std::size_t count, DType type, ReduceOperation) {
  return Copy(send, receive, count, type);
}

Event SelfCommunicator::ReduceScatter(const void* send, void* receive, std::size_t count, DType type, ReduceOperation) {
  return Copy(send, receive, count, type);
}

Event SelfCommunicator::AllGather(const void* send, void* receive, std::size_t count, DType type) {
  return Copy(send, receive, count, type);
}

Event SelfCommunicator::Broadcast(void*, std::size_t, DType, int root) {
  LB_CHECK(root == 0, "root {} of 1 rank", root);
  return {};
}

void SelfCommunicator::Abort(int exit_code, const std::string& reason) {
  WriteFinalError(reason);
  std::_Exit(exit_code);
}

}  // namespace linkbert
