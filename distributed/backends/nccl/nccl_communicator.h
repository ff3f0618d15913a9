// NcclCommunicator: ranks with a GPU each, buffers in device memory, collectives on a stream of their own.
//
// A collective waits on the device for the work that the producer stream holds when it is called, and returns at once;
// Event::Wait blocks the host until it is done, JoinStream lets a stream wait instead. bf16 is rounded at every
// addition. Owns an MPI communicator (Host()): it hands out NCCL's unique id, and its watch polls for NCCL's
// asynchronous errors, deadlines and dead peers. After an error the NCCL communicator is aborted, so that no kernel
// spins on. Threads: one caller thread. Errors: kCommunication as MpiWatch; kEnvironment from CUDA.
#pragma once
#include <nccl.h>

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "distributed/backends/mpi/mpi_communicator.h"
#include "distributed/backends/nccl/cuda_handles.h"

namespace linkbert {

class NcclCommunicator : public Communicator {
 public:
  // Collective. device: this rank's GPU, which becomes current on this thread.
  NcclCommunicator(std::unique_ptr<MpiCommunicator> control, int device);
  ~NcclCommunicator() override;

  int Rank() const override { return control_->Rank(); }
  int Size() const override { return control_->Size(); }
  std::string Name() const override { return "nccl"; }
  Event AllReduce(const void* send, void* receive, std::size_t count, DataType type,
                  ReduceOperation operation) override;
  Event ReduceScatter(const void* send, void* receive, std::size_t count, DataType type,
                      ReduceOperation operation) override;
  Event AllGather(const void* send, void* receive, std::size_t count, DataType type) override;
  Event Broadcast(void* buffer, std::size_t count, DataType type, int root) override;
  void Barrier() override;  // of the hosts; this rank's collectives are complete before
  Communicator& Host() override { return *control_; }
  void SetStep(std::int64_t step) override { control_->SetStep(step); }
  void Abort(int exit_code, const std::string& reason) override;

  int device() const { return device_; }

  // The stream whose work the following collectives wait for; at first the default stream.
  void SetProducerStream(cudaStream_t stream) { producer_ = stream; }
  // What stream is given from now on waits on the device for all collectives called so far.
  void JoinStream(cudaStream_t stream);

 private:
  // A collective on the device: done once `event` is reached.
  struct Flight {
    MpiWatch::Call call;
    CudaEvent event;
  };

  void Connect();
  Event Launch(const char* operation, std::size_t bytes, const std::function<ncclResult_t()>& call);
  void AwaitNccl(ncclResult_t result, const MpiWatch::Call& call);
  void AwaitFlight(const Flight& flight);
  void RetireFlights();
  void CheckNccl(ncclResult_t result);
  bool NcclIsReady();

  std::unique_ptr<MpiCommunicator> control_;
  MpiWatch& watch_;  // control_'s
  int device_;
  ncclComm_t nccl_ = nullptr;
  CudaStream stream_;
  cudaStream_t producer_ = nullptr;
  std::deque<std::shared_ptr<Flight>> flights_;  // in the order of their calls
};

// Collective. Starts MPI and takes the GPU of this rank's number on its machine. Throws kEnvironment where there are
// fewer GPUs than ranks.
std::unique_ptr<NcclCommunicator> MakeNcclCommunicator(double deadline_s);

}  // namespace linkbert
