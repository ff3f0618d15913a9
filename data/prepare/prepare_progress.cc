#include "data/prepare/prepare_progress.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kTellEvery = 4096;  // documents

}  // namespace

void StageProgress::AddDocument() {
  if (++documents_ % kTellEvery != 0) return;
  const std::lock_guard lock(mutex_);
  Tell();
}

void StageProgress::FinishItem(std::uint64_t bytes, bool was_there) {
  const std::lock_guard lock(mutex_);
  ++now_.done;
  now_.bytes += bytes;
  if (was_there) {
    ++now_.found_items;
    now_.found_bytes += bytes;
  }
  Tell();
}

void StageProgress::Tell() {
  now_.documents = documents_;
  now_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  callback_(now_);
}

}  // namespace linkbert
