// StagedCommunicator: lets the contract, whose buffers are the host's, run over a communicator whose buffers are a
// device's. Every call copies to the device, runs there, waits, and copies back; in place stays in place.
#pragma once
#include <cuda_runtime_api.h>

#include <cstddef>
#include <memory>
#include <string>

#include "distributed/backends/nccl/cuda_handles.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

class StagedCommunicator : public Communicator {
 public:
  explicit StagedCommunicator(Communicator& device) : device_(device) {}
  int Rank() const override { return device_.Rank(); }
  int Size() const override { return device_.Size(); }
  std::string Name() const override { return device_.Name(); }

  Event AllReduce(const void* send, void* receive, std::size_t count, DataType type,
                  ReduceOperation operation) override {
    const std::size_t bytes = count * BytesOf(type);
    return Staged(send, bytes, receive, bytes,
                  [&](const void* from, void* to) { return device_.AllReduce(from, to, count, type, operation); });
  }
  Event ReduceScatter(const void* send, void* receive, std::size_t count, DataType type,
                      ReduceOperation operation) override {
    const std::size_t bytes = count * BytesOf(type);
    return Staged(send, bytes * Ranks(), receive, bytes,
                  [&](const void* from, void* to) { return device_.ReduceScatter(from, to, count, type, operation); });
  }
  Event AllGather(const void* send, void* receive, std::size_t count, DataType type) override {
    const std::size_t bytes = count * BytesOf(type);
    return Staged(send, bytes, receive, bytes * Ranks(),
                  [&](const void* from, void* to) { return device_.AllGather(from, to, count, type); });
  }
  Event Broadcast(void* buffer, std::size_t count, DataType type, int root) override {
    const std::size_t bytes = count * BytesOf(type);
    return Staged(buffer, bytes, buffer, bytes,
                  [&](const void*, void* to) { return device_.Broadcast(to, count, type, root); });
  }
  void Barrier() override { device_.Barrier(); }
  void Abort(int exit_code, const std::string& reason) override { device_.Abort(exit_code, reason); }

 private:
  struct CudaDeleter {
    void operator()(void* memory) const { cudaFree(memory); }
  };
  using DeviceMemory = std::unique_ptr<void, CudaDeleter>;

  static DeviceMemory ToDevice(const void* host, std::size_t bytes) {
    void* memory = nullptr;
    CheckCuda(cudaMalloc(&memory, bytes + 1), "cudaMalloc");
    if (bytes != 0) CheckCuda(cudaMemcpy(memory, host, bytes, cudaMemcpyHostToDevice), "cudaMemcpy");
    return DeviceMemory(memory);
  }

  // Where `inner` lies in the copy of `outer`, or null if it is no part of it.
  static std::byte* Within(const void* inner, const void* outer, std::size_t outer_bytes, const DeviceMemory& copy) {
    const auto* const a = static_cast<const std::byte*>(inner);
    const auto* const b = static_cast<const std::byte*>(outer);
    return a >= b && a < b + outer_bytes ? static_cast<std::byte*>(copy.get()) + (a - b) : nullptr;
  }

  template <typename Call>
  Event Staged(const void* send, std::size_t send_bytes, void* receive, std::size_t receive_bytes, const Call& call) {
    const DeviceMemory sent = ToDevice(send, send_bytes);
    const DeviceMemory received = ToDevice(receive, receive_bytes);
    void* to = Within(receive, send, send_bytes, sent);
    const void* from = to != nullptr ? nullptr : Within(send, receive, receive_bytes, received);
    if (from == nullptr) from = sent.get();
    if (to == nullptr) to = received.get();
    call(from, to).Wait();
    if (receive_bytes != 0) CheckCuda(cudaMemcpy(receive, to, receive_bytes, cudaMemcpyDeviceToHost), "cudaMemcpy");
    return {};
  }

  std::size_t Ranks() const { return static_cast<std::size_t>(Size()); }

  Communicator& device_;
};

}  // namespace linkbert
