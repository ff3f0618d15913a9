// NcclCommunicator: ranks with a GPU each: NCCL between devices, MPI between hosts.
//
// Collective. Threads: one caller thread. Errors: as NcclChannel and MpiCommunicator.
#pragma once
#include <memory>
#include <string>

#include "distributed/backends/mpi/mpi_communicator.h"
#include "distributed/backends/nccl/nccl_channel.h"

namespace linkbert {

class NcclCommunicator : public Communicator {
 public:
  // Collective. device: this rank's GPU, which becomes current on this thread.
  NcclCommunicator(std::unique_ptr<MpiCommunicator> host, int device)
      : host_(std::move(host)), channel_(*host_, device), device_(device) {}

  int Rank() const override { return host_->Rank(); }
  int Size() const override { return host_->Size(); }
  std::string Name() const override { return "nccl"; }
  NcclChannel& Device() override { return channel_; }
  Event AllReduce(const void* send, void* receive, std::size_t count, DType type, ReduceOperation operation) override {
    return host_->AllReduce(send, receive, count, type, operation);
  }
  Event ReduceScatter(const void* send, void* receive, std::size_t count, DType type,
                      ReduceOperation operation) override {
    return host_->ReduceScatter(send, receive, count, type, operation);
  }
  Event AllGather(const void* send, void* receive, std::size_t count, DType type) override {
    return host_->AllGather(send, receive, count, type);
  }
  Event Broadcast(void* buffer, std::size_t count, DType type, int root) override {
    return host_->Broadcast(buffer, count, type, root);
  }
  // Of the hosts; this rank's collectives between devices are complete before.
  void Barrier() override {
    channel_.Wait();
    host_->Barrier();
  }
  void SetStep(std::int64_t step) override { host_->SetStep(step); }
  // The process ends, and with it every kernel that waits for a peer.
  void Abort(int exit_code, const std::string& reason) override { host_->Abort(exit_code, reason); }

  int device() const { return device_; }

 private:
  std::unique_ptr<MpiCommunicator> host_;
  NcclChannel channel_;
  int device_;
};

// Collective. Starts MPI and takes the GPU of this rank's number on its machine. Throws kEnvironment where there are
// fewer GPUs than ranks.
std::unique_ptr<NcclCommunicator> MakeNcclCommunicator(double deadline_s);

}  // namespace linkbert
