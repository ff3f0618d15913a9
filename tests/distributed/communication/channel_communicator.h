// ChannelCommunicator: lets the contract, whose buffers are the host's, run over the channel between devices of a
// communicator. Every call copies to the device, runs there, waits, and copies back; in place stays in place.
#pragma once
#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "distributed/communication/communicator.h"

namespace linkbert::contract {

// A device's memory, as far as this goes.
struct Staging {
  std::function<std::shared_ptr<void>(std::size_t bytes)> allocate;
  std::function<void(void*to, const void*from, std::size_t bytes)> to_device, to_host;
};

class ChannelCommunicator : public Communicator {
 public:
  ChannelCommunicator(Communicator& ranks, Staging staging) : ranks_(ranks), staging_(std::move(staging)) {}
  int Rank() const override { return ranks_.Rank(); }
  int Size() const override { return ranks_.Size(); }
  std::string Name() const override { return ranks_.Name(); }
  DeviceChannel& Device() override { return ranks_.Device(); }

  Event AllReduce(const void* send, void* receive, std::size_t count, DType type, ReduceOperation operation) override {
    const Staged values = Stage(send, count, type);
    Device().AllReduce(values.view, operation).Wait();
    Fetch(values.view, receive);
    return {};
  }
  Event ReduceScatter(const void* send, void* receive, std::size_t count, DType type,
                      ReduceOperation operation) override {
    const Staged all = Stage(send, count * Ranks(), type);
    const bool in_place = receive == At(send, static_cast<std::size_t>(Rank()) * count * BytesOf(type));
    const Staged apart = Stage(receive, count, type);
    const View part = in_place ? PartOf(all.view, count) : apart.view;
    Device().ReduceScatter(all.view, part, operation).Wait();
    Fetch(part, receive);
    return {};
  }
  Event AllGather(const void* send, void* receive, std::size_t count, DType type) override {
    const Staged all = Stage(receive, count * Ranks(), type);
    const bool in_place = send == At(receive, static_cast<std::size_t>(Rank()) * count * BytesOf(type));
    const Staged apart = Stage(send, count, type);
    Device().AllGather(in_place ? PartOf(all.view, count) : apart.view, all.view).Wait();
    Fetch(all.view, receive);
    return {};
  }
  Event Broadcast(void* buffer, std::size_t count, DType type, int root) override {
    return ranks_.Broadcast(buffer, count, type, root);
  }
  void Barrier() override { ranks_.Barrier(); }
  void Abort(int exit_code, const std::string& reason) override { ranks_.Abort(exit_code, reason); }

 private:
  struct Staged {
    std::shared_ptr<void> memory;
    View view;
  };

  static const void* At(const void* buffer, std::size_t bytes) {
    return buffer == nullptr ? nullptr : static_cast<const std::byte*>(buffer) + bytes;
  }
  std::size_t Ranks() const { return static_cast<std::size_t>(Size()); }

  Staged Stage(const void* host, std::size_t count, DType type) {
    const std::size_t bytes = count * BytesOf(type);
    Staged staged{staging_.allocate(bytes + 1), {}};
    if (bytes != 0) staging_.to_device(staged.memory.get(), host, bytes);
    const auto elements = static_cast<std::int64_t>(count);
    staged.view = {static_cast<std::byte*>(staged.memory.get()), 1, elements, elements, type, Device().kind()};
    return staged;
  }
  View PartOf(const View& all, std::size_t count) const {
    const auto part = static_cast<std::int64_t>(count);
    return all.Columns(Rank() * part, (Rank() + 1) * part);
  }
  void Fetch(const View& view, void* host) {
    const auto bytes = static_cast<std::size_t>(view.size()) * BytesOf(view.dtype);
    if (bytes != 0) staging_.to_host(host, view.data, bytes);
  }

  Communicator& ranks_;
  Staging staging_;
};

// Where the device's memory is the host's.
inline Staging HostStaging() {
  const auto copy = [](void* to, const void* from, std::size_t bytes) { std::memcpy(to, from, bytes); };
  return {.allocate =
              [](std::size_t bytes) {
                return std::shared_ptr<void>(::operator new(bytes), [](void* memory) { ::operator delete(memory); });
              },
          .to_device = copy,
          .to_host = copy};
}

}  // namespace linkbert::contract
