// NcclChannel: collectives on GPUs' memory, a GPU a rank, on a stream of their own.
//
// A collective waits on the device for the work that the producer stream holds when it is called, and returns at once;
// Event::Wait blocks the host until it is done, Event::Join lets a stream wait instead. bf16 is rounded at every
// addition. An MPI communicator hands out NCCL's unique id, and its watch polls for NCCL's asynchronous errors,
// deadlines and dead peers. After an error the NCCL communicator is aborted, so that no kernel spins on. Threads: one
// caller thread. Errors: kCommunication as MpiWatch; kEnvironment from CUDA.
#pragma once
#include <nccl.h>

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

#include "distributed/backends/mpi/mpi_communicator.h"
#include "distributed/backends/nccl/cuda_handles.h"

namespace linkbert {

class NcclChannel : public DeviceChannel {
 public:
  // Collective. device: this rank's GPU, which becomes current on this thread. control must outlive it.
  NcclChannel(MpiCommunicator& control, int device);
  ~NcclChannel() override;
  NcclChannel(const NcclChannel&) = delete;
  NcclChannel& operator=(const NcclChannel&) = delete;

  DeviceKind kind() const override { return DeviceKind::kCuda; }
  Event AllReduce(const View& values, ReduceOperation operation) override;
  Event ReduceScatter(const ConstView& send, const View& receive, ReduceOperation operation) override;
  Event AllGather(const ConstView& send, const View& receive) override;

  // The stream whose work the following collectives wait for, a device's; at first the default stream.
  void SetProducerStream(cudaStream_t stream) { producer_ = stream; }
  // Waits for all collectives called so far.
  void Wait();

 private:
  // A collective on the device: done once `event` is reached.
  struct Flight {
    MpiWatch::Call call;
    CudaEvent event;
  };

  void Connect();
  Event Launch(const char* operation, const ConstView& largest, const std::function<ncclResult_t()>& call);
  void AwaitNccl(ncclResult_t result, const MpiWatch::Call& call);
  void AwaitFlight(const Flight& flight);
  void RetireFlights();
  void CheckNccl(ncclResult_t result);
  bool NcclIsReady();

  MpiCommunicator& control_;
  MpiWatch& watch_;  // control_'s
  ncclComm_t nccl_ = nullptr;
  CudaStream stream_;
  cudaStream_t producer_ = nullptr;
  std::deque<std::shared_ptr<Flight>> flights_;  // in the order of their calls
};

}  // namespace linkbert
