// Communicator: the whole contract between the trainer and whatever moves bytes between ranks (design section 9).
//
// Two channels, whose types do not mix: the collectives of Communicator itself are on the host's memory, those of its
// Device() on a device's, whose views nothing makes of a host's pointer. On a CPU both are one.
// Back ends: self (one rank, the identity), threads (ranks in one process, for tests), MPI (CPU), NCCL (GPU); chosen at
// run time by MakeCommunicator. Counts are elements and may exceed 2^31; in-place is send == receive.
// Collective: every rank makes the same calls in the same order. A call may return before it is complete: the Event
// says when the buffers may be touched. Threads: one caller thread a communicator.
// Errors: kCommunication (a peer is gone, a deadline passed) naming rank, host and operation; buffers are then
// undefined.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/view.h"
#include "distributed/communication/device_channel.h"

namespace linkbert {

class Communicator {
 public:
  virtual ~Communicator() = default;  // makes no collective call
  virtual int Rank() const = 0;
  virtual int Size() const = 0;
  virtual std::string Name() const = 0;  // "self", "threads", "mpi", "nccl": goes into run.json

  // For what a device computed.
  virtual DeviceChannel& Device() = 0;

  // Of the host's memory. receive[i] = reduction over ranks of send[i], i in [0, count).
  [[nodiscard]] virtual Event AllReduce(const void* send, void* receive, std::size_t count, DType type,
                                        ReduceOperation operation) = 0;
  // send has Size() * count elements; receive gets part Rank() of their sum. In place: receive == send + Rank() *
  // count.
  [[nodiscard]] virtual Event ReduceScatter(const void* send, void* receive, std::size_t count, DType type,
                                            ReduceOperation operation) = 0;
  // receive has Size() * count elements; part r comes from rank r. In place: send == receive + Rank() * count.
  [[nodiscard]] virtual Event AllGather(const void* send, void* receive, std::size_t count, DType type) = 0;
  [[nodiscard]] virtual Event Broadcast(void* buffer, std::size_t count, DType type, int root) = 0;
  virtual void Barrier() = 0;

  // The optimizer step that the following calls belong to; errors name it.
  virtual void SetStep(std::int64_t /*step*/) {}

  // Ends the job on all ranks with this exit code as fast as the back end can; does not return where peers share a
  // process group. Writes reason as one line to standard error, on one of the ranks that fail at the same time; give ""
  // where the caller has already told it.
  virtual void Abort(int exit_code, const std::string& reason) = 0;
};

// Bytes of an element.
inline std::size_t BytesOf(DType type) { return static_cast<std::size_t>(SizeOf(type)); }

// Collective: rank 0's text on every rank.
std::string BroadcastText(Communicator& communicator, std::string text);

}  // namespace linkbert
