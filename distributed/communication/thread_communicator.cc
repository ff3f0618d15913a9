#include "distributed/communication/thread_communicator.h"

#include <chrono>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "distributed/communication/reduction.h"

namespace linkbert {

struct ThreadGroup::State {
  int size;
  double deadline_s;
  std::mutex mutex;
  std::condition_variable all_here;
  std::vector<const void*> buffers;  // [size] what each rank brought; read between two meetings only
  int arrived = 0;
  std::uint64_t meeting = 0;
  std::string failure;  // why no more meetings take place; empty while all is well

  void Fail(const std::string& reason) {
    const std::lock_guard lock(mutex);
    if (failure.empty()) failure = reason;
    all_here.notify_all();
  }

  // Returns once every rank has come. call is equal on all ranks, or they have lost step.
  void Meet(int rank, const std::string& call) {
    std::unique_lock lock(mutex);
    if (arrived > 0 && call != call_) failure = fmt::format("rank {} calls {}, its peers {}", rank, call, call_);
    call_ = call;
    const std::uint64_t mine = meeting;
    if (failure.empty() && ++arrived == size) {
      arrived = 0;
      ++meeting;
    }
    if (meeting != mine || !failure.empty()) all_here.notify_all();
    const bool in_time = all_here.wait_for(lock, std::chrono::duration<double>(deadline_s),
                                           [&] { return meeting != mine || !failure.empty(); });
    if (meeting != mine) return;
    if (!in_time) {
      failure = fmt::format("rank {} waited {} s: {} of {} ranks came", rank, deadline_s, arrived, size);
      all_here.notify_all();
    }
    throw ::linkbert::Fail(ErrorCode::kCommunication, "threads: rank {} in {}: {}", rank, call, failure);
  }

 private:
  std::string call_;
};

class ThreadGroup::Member : public Communicator {
 public:
  Member(State& state, int rank) : state_(state), rank_(rank) {}
  int Rank() const override { return rank_; }
  int Size() const override { return state_.size; }
  std::string Name() const override { return "threads"; }
  DeviceChannel& Device() override { return channel_; }

  Event AllReduce(const void* send, void* receive, std::size_t count, DType type, ReduceOperation operation) override {
    const std::size_t bytes = count * BytesOf(type);
    Gather(Call("AllReduce", count, type, operation), send, receive, bytes,
           [&](void* out) { Reduce(out, 0, count, type, operation); });
    return {};
  }

  Event ReduceScatter(const void* send, void* receive, std::size_t count, DType type,
                      ReduceOperation operation) override {
    const std::size_t bytes = count * BytesOf(type);
    Gather(Call("ReduceScatter", count, type, operation), send, receive, bytes,
           [&](void* out) { Reduce(out, static_cast<std::size_t>(rank_) * bytes, count, type, operation); });
    return {};
  }

  Event AllGather(const void* send, void* receive, std::size_t count, DType type) override {
    const std::size_t bytes = count * BytesOf(type);
    Gather(Call("AllGather", count, type), send, receive, bytes * state_.buffers.size(), [&](void* out) {
      for (std::size_t r = 0; r < state_.buffers.size(); ++r) Copy(Offset(out, r * bytes), state_.buffers[r], bytes);
    });
    return {};
  }

  Event Broadcast(void* buffer, std::size_t count, DType type, int root) override {
    LB_CHECK(root >= 0 && root < state_.size, "root {} of {} ranks", root, state_.size);
    Gather(Call("Broadcast", count, type) + fmt::format(" from {}", root), buffer, buffer, count * BytesOf(type),
           [&](void* out) { Copy(out, state_.buffers[static_cast<std::size_t>(root)], count * BytesOf(type)); });
    return {};
  }

  void Barrier() override { state_.Meet(rank_, "Barrier"); }

  // Ranks share the process, which goes on: the peers' next collective throws instead.
  void Abort(int exit_code, const std::string& reason) override {
    state_.Fail(fmt::format("rank {} gave up with exit code {}: {}", rank_, exit_code, reason));
  }

 private:
  static std::string Call(const char* name, std::size_t count, DType type,
                          ReduceOperation operation = ReduceOperation::kSum) {
    return fmt::format("{} of {} elements of type {}, operation {}", name, count, static_cast<int>(type),
                       static_cast<int>(operation));
  }

  static void* Offset(void* buffer, std::size_t bytes) { return static_cast<std::byte*>(buffer) + bytes; }

  static void Copy(void* to, const void* from, std::size_t bytes) {
    if (bytes != 0) std::memcpy(to, from, bytes);
  }

  // Meets, lets read(out) look at the peers' buffers, meets again, and only then writes: in place is allowed.
  template <typename Read>
  void Gather(const std::string& call, const void* send, void* receive, std::size_t bytes, const Read& read) {
    std::vector<std::byte> out(bytes);
    state_.buffers[static_cast<std::size_t>(rank_)] = send;
    state_.Meet(rank_, call);
    read(static_cast<void*>(out.data()));
    state_.Meet(rank_, call);
    Copy(receive, out.data(), bytes);
  }

  // out[count] = sum or maximum over ranks of what lies `offset` bytes into their buffers.
  void Reduce(void* out, std::size_t offset, std::size_t count, DType type, ReduceOperation operation) const {
    const auto part = [&](std::size_t r) { return static_cast<const std::byte*>(state_.buffers[r]) + offset; };
    if (type != DType::kBFloat16) {
      Copy(out, part(0), count * BytesOf(type));
      for (std::size_t r = 1; r < state_.buffers.size(); ++r) Combine(out, out, part(r), count, type, operation);
      return;
    }
    std::vector<float> sum(count);
    std::vector<float> other(count);
    WidenBFloat16(part(0), sum.data(), count);
    for (std::size_t r = 1; r < state_.buffers.size(); ++r) {
      WidenBFloat16(part(r), other.data(), count);
      Combine(sum.data(), sum.data(), other.data(), count, DType::kFloat32, operation);
    }
    NarrowToBFloat16(sum.data(), out, count);
  }

  HostMemoryChannel channel_{*this};
  State& state_;
  int rank_;
};

ThreadGroup::ThreadGroup(int size, double deadline_s) : state_(std::make_unique<State>()) {
  LB_CHECK(size > 0, "a group of {} ranks", size);
  state_->size = size;
  state_->deadline_s = deadline_s;
  state_->buffers.resize(static_cast<std::size_t>(size));
}

ThreadGroup::~ThreadGroup() = default;

std::unique_ptr<Communicator> ThreadGroup::MakeCommunicator(int rank) {
  LB_CHECK(rank >= 0 && rank < state_->size, "rank {} of {}", rank, state_->size);
  return std::make_unique<Member>(*state_, rank);
}

void ThreadGroup::Run(int size, const std::function<void(Communicator&)>& body, double deadline_s) {
  ThreadGroup group(size, deadline_s);
  std::exception_ptr first;
  std::mutex mutex;
  std::vector<std::thread> threads;
  for (int rank = 0; rank < size; ++rank) {
    threads.emplace_back([&, rank] {
      const std::unique_ptr<Communicator> communicator = group.MakeCommunicator(rank);
      try {
        body(*communicator);
      } catch (...) {
        {
          const std::lock_guard lock(mutex);
          if (!first) first = std::current_exception();
        }
        group.state_->Fail(fmt::format("rank {} threw", rank));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (first) std::rethrow_exception(first);
}

}  // namespace linkbert
