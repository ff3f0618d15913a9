// SelfCommunicator: one rank, every collective the identity. What a laptop run without a launcher uses.
//
// No state; safe from any thread. Never fails.
#pragma once
#include <string>

#include "distributed/communication/communicator.h"

namespace linkbert {

class SelfCommunicator : public Communicator {
 public:
  int Rank() const override { return 0; }
  int Size() const override { return 1; }
  std::string Name() const override { return "self"; }
  DeviceChannel& Device() override { return channel_; }
  Event AllReduce(const void* send, void* receive, std::size_t count, DType type, ReduceOperation operation) override;
  Event ReduceScatter(const void* send, void* receive, std::size_t count, DType type,
                      ReduceOperation operation) override;
  Event AllGather(const void* send, void* receive, std::size_t count, DType type) override;
  Event Broadcast(void* buffer, std::size_t count, DType type, int root) override;
  void Barrier() override {}
  void Abort(int exit_code, const std::string& reason) override;  // ends the process

 private:
  HostMemoryChannel channel_{*this};
};

}  // namespace linkbert
