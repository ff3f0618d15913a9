#include "distributed/backends/nccl/nccl_communicator.h"

#include <exception>
#include <utility>

#include "base/error.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {
namespace {

ncclDataType_t TypeOf(DataType type) {
  switch (type) {
    case DataType::kFloat32:
      return ncclFloat32;
    case DataType::kFloat64:
      return ncclFloat64;
    case DataType::kInt64:
      return ncclInt64;
    case DataType::kUint8:
      return ncclUint8;
    case DataType::kBFloat16:
      return ncclBfloat16;
  }
  LB_UNREACHABLE("data type {}", static_cast<int>(type));
}

ncclRedOp_t OperationOf(ReduceOperation operation) { return operation == ReduceOperation::kSum ? ncclSum : ncclMax; }

}  // namespace

NcclCommunicator::NcclCommunicator(std::unique_ptr<MpiCommunicator> control, int device)
    : control_(std::move(control)), watch_(control_->watch()), device_(device) {
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
NcclCommunicator::~NcclCommunicator() { ncclCommAbort(nccl_); }

void NcclCommunicator::Connect() {
  ncclUniqueId id{};
  if (Rank() == 0) CheckNccl(ncclGetUniqueId(&id));
  control_->Broadcast(&id, sizeof id, DataType::kUint8, 0).Wait();
  ncclConfig_t config = NCCL_CONFIG_INITIALIZER;
  config.blocking = 0;  // otherwise a peer that never comes holds this rank for ever
  const MpiWatch::Call call = watch_.Begin("NCCL's start", 0);
  AwaitNccl(ncclCommInitRankConfig(&nccl_, Size(), id, Rank(), &config), call);
}

Event NcclCommunicator::AllReduce(const void* send, void* receive, std::size_t count, DataType type,
                                  ReduceOperation operation) {
  return Launch("AllReduce", count * BytesOf(type), [&] {
    return ncclAllReduce(send, receive, count, TypeOf(type), OperationOf(operation), nccl_, stream_.get());
  });
}

Event NcclCommunicator::ReduceScatter(const void* send, void* receive, std::size_t count, DataType type,
                                      ReduceOperation operation) {
  return Launch("ReduceScatter", count * BytesOf(type) * static_cast<std::size_t>(Size()), [&] {
    return ncclReduceScatter(send, receive, count, TypeOf(type), OperationOf(operation), nccl_, stream_.get());
  });
}

Event NcclCommunicator::AllGather(const void* send, void* receive, std::size_t count, DataType type) {
  return Launch("AllGather", count * BytesOf(type) * static_cast<std::size_t>(Size()),
                [&] { return ncclAllGather(send, receive, count, TypeOf(type), nccl_, stream_.get()); });
}

Event NcclCommunicator::Broadcast(void* buffer, std::size_t count, DataType type, int root) {
  LB_CHECK(root >= 0 && root < Size(), "root {} of {} ranks", root, Size());
  return Launch("Broadcast", count * BytesOf(type),
                [&] { return ncclBroadcast(buffer, buffer, count, TypeOf(type), root, nccl_, stream_.get()); });
}

Event NcclCommunicator::Launch(const char* operation, std::size_t bytes, const std::function<ncclResult_t()>& call) {
  RetireFlights();
  MakeStreamWait(stream_.get(), RecordCudaEvent(producer_));
  const auto flight = std::make_shared<Flight>();
  flight->call = watch_.Begin(operation, bytes);
  AwaitNccl(call(), flight->call);
  flight->event = RecordCudaEvent(stream_.get());
  flights_.push_back(flight);
  return Event([this, flight] { AwaitFlight(*flight); });
}

// A nonblocking NCCL call is under way until its communicator says otherwise; only then is its work on the stream.
void NcclCommunicator::AwaitNccl(ncclResult_t result, const MpiWatch::Call& call) {
  if (result != ncclInProgress) return CheckNccl(result);
  watch_.WaitUntil(call, [this] { return NcclIsReady(); });
}

void NcclCommunicator::AwaitFlight(const Flight& flight) {
  watch_.WaitUntil(flight.call, [&] {
    NcclIsReady();
    const cudaError_t status = cudaEventQuery(flight.event.get());
    if (status != cudaErrorNotReady) CheckCuda(status, "cudaEventQuery");
    return status == cudaSuccess;
  });
}

// Collectives that nobody waits for on the host have a deadline too: it is looked at when the next one is called.
void NcclCommunicator::RetireFlights() {
  while (!flights_.empty() && cudaEventQuery(flights_.front()->event.get()) == cudaSuccess) flights_.pop_front();
  if (!flights_.empty() && watch_.IsOverdue(flights_.front()->call)) AwaitFlight(*flights_.front());
}

bool NcclCommunicator::NcclIsReady() {
  ncclResult_t state = ncclSuccess;
  CheckNccl(ncclCommGetAsyncError(nccl_, &state));
  if (state == ncclInProgress) return false;
  CheckNccl(state);
  return true;
}

void NcclCommunicator::CheckNccl(ncclResult_t result) {
  if (result == ncclSuccess || result == ncclInProgress) return;
  const char* const more = nccl_ == nullptr ? "" : ncclGetLastError(nccl_);
  watch_.Throw(fmt::format("NCCL: {}. {}", ncclGetErrorString(result), more));
}

void NcclCommunicator::Barrier() {
  for (const auto& flight : flights_) AwaitFlight(*flight);
  flights_.clear();
  control_->Barrier();
}

void NcclCommunicator::JoinStream(cudaStream_t stream) { MakeStreamWait(stream, RecordCudaEvent(stream_.get())); }

void NcclCommunicator::Abort(int exit_code, const std::string& reason) {
  control_->Abort(exit_code, reason);  // the process ends, and with it every kernel that waits for a peer
}

std::unique_ptr<NcclCommunicator> MakeNcclCommunicator(double deadline_s) {
  auto control = std::make_unique<MpiCommunicator>(deadline_s);
  const Topology topology = DiscoverTopology(*control);
  int devices = 0;
  CheckCuda(cudaGetDeviceCount(&devices), "communication.backend: nccl needs a GPU: cudaGetDeviceCount");
  if (devices < topology.local_size) {
    throw Fail(
        ErrorCode::kEnvironment,
        "communication.backend: nccl wants a GPU a rank, and host {} has {} for {} ranks. Start at most {} ranks a "
        "host",
        HostName(), devices, topology.local_size, devices);
  }
  return std::make_unique<NcclCommunicator>(std::move(control), topology.local_rank);
}

}  // namespace linkbert
