#include "distributed/backends/nccl/nccl_channel.h"

#include "base/error.h"

namespace linkbert {
namespace {

ncclDataType_t TypeOf(DType type) {
  switch (type) {
    case DType::kFloat32:
      return ncclFloat32;
    case DType::kFloat64:
      return ncclFloat64;
    case DType::kInt64:
      return ncclInt64;
    case DType::kUint8:
      return ncclUint8;
    case DType::kBFloat16:
      return ncclBfloat16;
  }
  LB_UNREACHABLE("data type {}", static_cast<int>(type));
}

std::size_t CountOf(const ConstView& view) { return static_cast<std::size_t>(view.size()); }

ncclRedOp_t OperationOf(ReduceOperation operation) { return operation == ReduceOperation::kSum ? ncclSum : ncclMax; }

}  // namespace

NcclChannel::NcclChannel(MpiCommunicator& control, int device) : control_(control), watch_(control.watch()) {
  CheckCuda(cudaSetDevice(device), "cudaSetDevice");
  stream_ = MakeCudaStream();
  try {
    Connect();
  } catch (...) {
    if (nccl_ != nullptr) ncclCommAbort(nccl_);
    throw;
  }
}

// Not ncclCommDestroy, which waits for the peers; after the last collective there is nothing to wait for, and after an
// error nobody.
NcclChannel::~NcclChannel() { ncclCommAbort(nccl_); }

void NcclChannel::Connect() {
  ncclUniqueId id{};
  if (control_.Rank() == 0) CheckNccl(ncclGetUniqueId(&id));
  control_.Broadcast(&id, sizeof id, DType::kUint8, 0).Wait();
  ncclConfig_t config = NCCL_CONFIG_INITIALIZER;
  config.blocking = 0;  // otherwise a peer that never comes holds this rank for ever
  const MpiWatch::Call call = watch_.Begin("NCCL's start", 0);
  AwaitNccl(ncclCommInitRankConfig(&nccl_, control_.Size(), id, control_.Rank(), &config), call);
}

Event NcclChannel::AllReduce(const View& values, ReduceOperation operation) {
  return Launch("AllReduce", values, [&] {
    return ncclAllReduce(values.data, values.data, CountOf(values), TypeOf(values.dtype), OperationOf(operation), nccl_,
                         stream_.get());
  });
}

Event NcclChannel::ReduceScatter(const ConstView& send, const View& receive, ReduceOperation operation) {
  RequireOn(kind(), receive);
  RequireParts(send, receive, control_.Size());
  return Launch("ReduceScatter", send, [&] {
    return ncclReduceScatter(send.data, receive.data, CountOf(receive), TypeOf(receive.dtype), OperationOf(operation),
                             nccl_, stream_.get());
  });
}

Event NcclChannel::AllGather(const ConstView& send, const View& receive) {
  RequireOn(kind(), send);
  RequireParts(receive, send, control_.Size());
  return Launch("AllGather", receive, [&] {
    return ncclAllGather(send.data, receive.data, CountOf(send), TypeOf(send.dtype), nccl_, stream_.get());
  });
}

Event NcclChannel::Launch(const char* operation, const ConstView& largest, const std::function<ncclResult_t()>& call) {
  RequireOn(kind(), largest);
  RetireFlights();
  MakeStreamWait(stream_.get(), RecordCudaEvent(producer_));
  const auto flight = std::make_shared<Flight>();
  flight->call = watch_.Begin(operation, CountOf(largest) * BytesOf(largest.dtype));
  AwaitNccl(call(), flight->call);
  flight->event = RecordCudaEvent(stream_.get());
  flights_.push_back(flight);
  return Event([this, flight] { AwaitFlight(*flight); },
               [flight](void* stream) { MakeStreamWait(static_cast<cudaStream_t>(stream), flight->event); });
}

// A nonblocking NCCL call is under way until its communicator says otherwise; only then is its work on the stream.
void NcclChannel::AwaitNccl(ncclResult_t result, const MpiWatch::Call& call) {
  if (result != ncclInProgress) return CheckNccl(result);
  watch_.WaitUntil(call, [this] { return NcclIsReady(); });
}

void NcclChannel::AwaitFlight(const Flight& flight) {
  watch_.WaitUntil(flight.call, [&] {
    NcclIsReady();
    const cudaError_t status = cudaEventQuery(flight.event.get());
    if (status != cudaErrorNotReady) CheckCuda(status, "cudaEventQuery");
    return status == cudaSuccess;
  });
}

// Collectives that nobody waits for on the host have a deadline too: it is looked at when the next one is called.
void NcclChannel::RetireFlights() {
  while (!flights_.empty() && cudaEventQuery(flights_.front()->event.get()) == cudaSuccess) flights_.pop_front();
  if (!flights_.empty() && watch_.IsOverdue(flights_.front()->call)) AwaitFlight(*flights_.front());
}

bool NcclChannel::NcclIsReady() {
  ncclResult_t state = ncclSuccess;
  CheckNccl(ncclCommGetAsyncError(nccl_, &state));
  if (state == ncclInProgress) return false;
  CheckNccl(state);
  return true;
}

void NcclChannel::CheckNccl(ncclResult_t result) {
  if (result == ncclSuccess || result == ncclInProgress) return;
  const char* const more = nccl_ == nullptr ? "" : ncclGetLastError(nccl_);
  watch_.Throw(fmt::format("NCCL: {}. {}", ncclGetErrorString(result), more));
}

void NcclChannel::Wait() {
  for (const auto& flight : flights_) AwaitFlight(*flight);
  flights_.clear();
}

}  // namespace linkbert
