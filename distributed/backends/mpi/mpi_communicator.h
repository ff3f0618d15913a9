// MpiCommunicator: ranks as processes under mpirun or srun, buffers in host memory.
//
// Large sums and gathers go around our own ring (ring.h); small ones, broadcasts and barriers are MPI's nonblocking
// collectives. All are complete when they return. fp32, fp64, int64 and uint8 are reduced as they are, bf16 in fp32 and
// rounded once. Owns MPI's life (MpiEnvironment).
// Threads: the one that made it. Errors: kCommunication (MpiWatch), after which only Abort may be called.
#pragma once
#include <string>

#include "distributed/backends/mpi/mpi_environment.h"
#include "distributed/backends/mpi/mpi_watch.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

class MpiCommunicator : public Communicator {
 public:
  // Starts MPI. Collective.
  explicit MpiCommunicator(double deadline_s);
  ~MpiCommunicator() override;

  int Rank() const override { return watch_.rank(); }
  int Size() const override { return watch_.size(); }
  std::string Name() const override { return "mpi"; }
  DeviceChannel& Device() override { return channel_; }
  Event AllReduce(const void* send, void* receive, std::size_t count, DType type, ReduceOperation operation) override;
  Event ReduceScatter(const void* send, void* receive, std::size_t count, DType type,
                      ReduceOperation operation) override;
  Event AllGather(const void* send, void* receive, std::size_t count, DType type) override;
  Event Broadcast(void* buffer, std::size_t count, DType type, int root) override;
  void Barrier() override;
  void SetStep(std::int64_t step) override { watch_.SetStep(step); }
  void Abort(int exit_code, const std::string& reason) override;  // MPI_Abort: does not return

  MpiWatch& watch() { return watch_; }  // for a back end that has this one as its control channel

 private:
  void Reduce(void* buffer, std::size_t count, DType type, ReduceOperation operation);
  void ReduceBFloat16(const void* send, void* receive, std::size_t count, ReduceOperation operation);
  void ReduceScatterBFloat16(const void* send, void* receive, std::size_t count, ReduceOperation operation);

  MpiEnvironment environment_;
  MpiWatch watch_;
  HostMemoryChannel channel_{*this};
};

}  // namespace linkbert
