// StageProgress: how far a stage of prepare is, told while its items are worked on.
//
// Flow: items of a stage, on any thread -> [StageProgress] -> PrepareProgressCallback, one thread at a time.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>

namespace linkbert {

// Of this rank's items.
struct PrepareProgress {
  const char* stage;
  std::uint64_t done;  // items
  std::uint64_t total;
  std::uint64_t bytes = 0;        // of the source, as it lies on disk; of the items that are done
  std::uint64_t total_bytes = 0;  // 0 where the stage does not read the source or its size is not known
  std::uint64_t found_items = 0;  // of those, what an earlier call had done
  std::uint64_t found_bytes = 0;
  std::uint64_t documents = 0;  // read in this call, redirects included
  double seconds = 0;           // since the stage began
};
// After each item, and every so many documents.
using PrepareProgressCallback = std::function<void(const PrepareProgress&)>;

class StageProgress {
 public:
  StageProgress(const char* stage, std::uint64_t items, std::uint64_t bytes, const PrepareProgressCallback& callback)
      : callback_(callback), now_{.stage = stage, .done = 0, .total = items, .total_bytes = bytes} {}

  // Both from any thread.
  void AddDocument();
  void FinishItem(std::uint64_t bytes, bool was_there);

 private:
  void Tell();  // under the lock

  const PrepareProgressCallback& callback_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::atomic<std::uint64_t> documents_ = 0;
  std::mutex mutex_;
  PrepareProgress now_;
};

}  // namespace linkbert
