#include "distributed/backends/mpi/mpi_communicator.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "distributed/backends/mpi/ring.h"
#include "distributed/communication/job.h"
#include "distributed/communication/reduction.h"

namespace linkbert {
namespace {

// Up to here MPI's latency-optimal algorithms win over the ring's 2 (ranks - 1) exchanges.
constexpr std::size_t kSmallBytes = std::size_t{64} << 10;
// Elements of a piece where bf16 passes through fp32: 32 MiB of fp32.
constexpr std::size_t kWidePiece = std::size_t{8} << 20;
constexpr std::size_t kBroadcastPiece = std::size_t{32} << 20;  // bytes; an MPI count is an int
constexpr std::size_t kPartAlignment = 64;                      // elements: parts begin at cache lines

MPI_Datatype TypeOf(DType type) {
  switch (type) {
    case DType::kFloat32:
      return MPI_FLOAT;
    case DType::kFloat64:
      return MPI_DOUBLE;
    case DType::kInt64:
      return MPI_INT64_T;
    case DType::kUint8:
      return MPI_UINT8_T;
    case DType::kBFloat16:
      break;
  }
  LB_UNREACHABLE("data type {}", static_cast<int>(type));
}

const std::byte* At(const void* buffer, std::size_t bytes) { return static_cast<const std::byte*>(buffer) + bytes; }
std::byte* At(void* buffer, std::size_t bytes) { return static_cast<std::byte*>(buffer) + bytes; }

void Copy(void* to, const void* from, std::size_t bytes) {
  if (to != from && bytes != 0) std::memmove(to, from, bytes);
}

}  // namespace

MpiCommunicator::MpiCommunicator(double deadline_s) : watch_(deadline_s) {}

MpiCommunicator::~MpiCommunicator() {
  if (watch_.failed()) environment_.MarkFailed();
}

Event MpiCommunicator::AllReduce(const void* send, void* receive, std::size_t count, DType type,
                                 ReduceOperation operation) {
  watch_.Begin("AllReduce", count * BytesOf(type));
  if (type == DType::kBFloat16) {
    ReduceBFloat16(send, receive, count, operation);
    return {};
  }
  Copy(receive, send, count * BytesOf(type));
  Reduce(receive, count, type, operation);
  return {};
}

// In place: buffer holds what this rank gives, then the reduction over all.
void MpiCommunicator::Reduce(void* buffer, std::size_t count, DType type, ReduceOperation operation) {
  if (Size() == 1 || count == 0) return;
  if (count * BytesOf(type) <= kSmallBytes) {
    MPI_Request request = MPI_REQUEST_NULL;
    watch_.Check(MPI_Iallreduce(MPI_IN_PLACE, buffer, static_cast<int>(count), TypeOf(type),
                                operation == ReduceOperation::kSum ? MPI_SUM : MPI_MAX, MPI_COMM_WORLD, &request));
    watch_.Wait(request);
    return;
  }
  const std::size_t ranks = static_cast<std::size_t>(Size());
  const std::size_t even = (count + ranks - 1) / ranks;
  const RingParts parts{type, count, (even + kPartAlignment - 1) / kPartAlignment * kPartAlignment};
  RingReduceScatter(watch_, buffer, At(buffer, parts.Begin(Rank()) * BytesOf(type)), parts, operation);
  RingAllGather(watch_, buffer, parts);
}

void MpiCommunicator::ReduceBFloat16(const void* send, void* receive, std::size_t count, ReduceOperation operation) {
  std::vector<float> wide(std::min(count, kWidePiece));
  for (std::size_t begin = 0; begin < count; begin += kWidePiece) {
    const std::size_t piece = std::min(kWidePiece, count - begin);
    WidenBFloat16(At(send, begin * 2), wide.data(), piece);
    Reduce(wide.data(), piece, DType::kFloat32, operation);
    NarrowToBFloat16(wide.data(), At(receive, begin * 2), piece);
  }
}

Event MpiCommunicator::ReduceScatter(const void* send, void* receive, std::size_t count, DType type,
                                     ReduceOperation operation) {
  watch_.Begin("ReduceScatter", count * BytesOf(type) * static_cast<std::size_t>(Size()));
  if (Size() == 1) {
    Copy(receive, send, count * BytesOf(type));
  } else if (type == DType::kBFloat16) {
    ReduceScatterBFloat16(send, receive, count, operation);
  } else {
    RingReduceScatter(watch_, send, receive, {type, count * static_cast<std::size_t>(Size()), count}, operation);
  }
  return {};
}

void MpiCommunicator::ReduceScatterBFloat16(const void* send, void* receive, std::size_t count,
                                            ReduceOperation operation) {
  const std::size_t ranks = static_cast<std::size_t>(Size());
  const std::size_t longest = std::max<std::size_t>(1, std::min(count, kWidePiece / ranks));
  std::vector<float> wide(ranks * longest);
  std::vector<float> sum(longest);
  for (std::size_t begin = 0; begin < count; begin += longest) {
    const std::size_t piece = std::min(longest, count - begin);
    for (std::size_t r = 0; r < ranks; ++r) {
      WidenBFloat16(At(send, (r * count + begin) * 2), wide.data() + r * piece, piece);
    }
    RingReduceScatter(watch_, wide.data(), sum.data(), {DType::kFloat32, ranks * piece, piece}, operation);
    NarrowToBFloat16(sum.data(), At(receive, begin * 2), piece);
  }
}

Event MpiCommunicator::AllGather(const void* send, void* receive, std::size_t count, DType type) {
  const std::size_t bytes = count * BytesOf(type);
  watch_.Begin("AllGather", bytes * static_cast<std::size_t>(Size()));
  Copy(At(receive, static_cast<std::size_t>(Rank()) * bytes), send, bytes);
  if (Size() > 1) RingAllGather(watch_, receive, {type, count * static_cast<std::size_t>(Size()), count});
  return {};
}

Event MpiCommunicator::Broadcast(void* buffer, std::size_t count, DType type, int root) {
  LB_CHECK(root >= 0 && root < Size(), "root {} of {} ranks", root, Size());
  const std::size_t bytes = count * BytesOf(type);
  watch_.Begin("Broadcast", bytes);
  for (std::size_t begin = 0; begin < bytes; begin += kBroadcastPiece) {
    const int piece = static_cast<int>(std::min(kBroadcastPiece, bytes - begin));
    MPI_Request request = MPI_REQUEST_NULL;
    watch_.Check(MPI_Ibcast(At(buffer, begin), piece, MPI_BYTE, root, MPI_COMM_WORLD, &request));
    watch_.Wait(request);
  }
  return {};
}

void MpiCommunicator::Barrier() {
  watch_.Begin("Barrier", 0);
  MPI_Request request = MPI_REQUEST_NULL;
  watch_.Check(MPI_Ibarrier(MPI_COMM_WORLD, &request));
  watch_.Wait(request);
}

void MpiCommunicator::Abort(int exit_code, const std::string& reason) {
  if (!reason.empty()) watch_.AwaitTurnToReport();
  WriteFinalError(reason);
  AbortJob(exit_code);
}

}  // namespace linkbert
