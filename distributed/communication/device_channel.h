// DeviceChannel: collectives between ranks on a device's memory, in the order of the device's work.
//
// Flow: GradientReducer, ShardedOptimizer -> [DeviceChannel] -> NCCL; on a CPU the communicator's own collectives.
// Views are contiguous and of the channel's kind of device (LB_CHECK). What a call reads is what the device was given
// before it; Event says what comes after it. Collective, threads, errors: as Communicator.
#pragma once
#include <cstdint>
#include <functional>
#include <utility>

#include "base/view.h"

namespace linkbert {

class Communicator;

enum class ReduceOperation : std::uint8_t { kSum, kMax };

// Completion of one collective: awaited by the host or by a device, once or not at all.
class Event {
 public:
  using OnHost = std::function<void()>;
  using OnDevice = std::function<void(void* stream)>;

  Event() = default;  // already complete
  explicit Event(OnHost wait, OnDevice join = nullptr) : wait_(std::move(wait)), join_(std::move(join)) {}

  // Returns once the buffers are final.
  void Wait() {
    if (wait_) std::exchange(wait_, nullptr)();
  }
  // What the stream (of CUDA, say) is given from now on comes after it; the host waits only where it must.
  void Join(void* stream) {
    if (!join_) return Wait();
    wait_ = nullptr;
    std::exchange(join_, nullptr)(stream);
  }

 private:
  OnHost wait_;
  OnDevice join_;
};

class DeviceChannel {
 public:
  virtual ~DeviceChannel() = default;
  virtual DeviceKind kind() const = 0;

  // In place.
  [[nodiscard]] virtual Event AllReduce(const View& values, ReduceOperation operation) = 0;
  // send has as many elements as the ranks' `receive` together; each gets its part of their sum. In place: receive is
  // that part of send.
  [[nodiscard]] virtual Event ReduceScatter(const ConstView& send, const View& receive, ReduceOperation operation) = 0;
  // receive has as many elements as the ranks' `send` together; part r comes from rank r. In place: send is this rank's
  // part of receive.
  [[nodiscard]] virtual Event AllGather(const ConstView& send, const View& receive) = 0;
};

// Where the device's memory is the host's: the communicator's own collectives.
class HostMemoryChannel : public DeviceChannel {
 public:
  // The communicator must outlive it.
  explicit HostMemoryChannel(Communicator& communicator) : communicator_(communicator) {}
  DeviceKind kind() const override { return DeviceKind::kCpu; }
  Event AllReduce(const View& values, ReduceOperation operation) override;
  Event ReduceScatter(const ConstView& send, const View& receive, ReduceOperation operation) override;
  Event AllGather(const ConstView& send, const View& receive) override;

 private:
  Communicator& communicator_;
};

// LB_CHECKs that a view is contiguous and in such a device's memory.
void RequireOn(DeviceKind kind, const ConstView& view);
// And that the whole has as many elements of the part's type as all ranks' parts together.
void RequireParts(const ConstView& whole, const ConstView& part, int ranks);

}  // namespace linkbert
