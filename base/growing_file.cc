#include "base/growing_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/new_file.h"

namespace linkbert {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;

// A reader that is gone is an error of ours (EPIPE), not the end of the process by a signal.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    const int reason = errno;
    const timespec at_once{};
    while (sigtimedwait(&pipe_, nullptr, &at_once) > 0) continue;
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = reason;
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_{}, before_{};
};

FileDescriptor Open(const OutputPlace& place, const std::string& temporary) {
  if (!place.through) return CreateNewFile(temporary);
  FileDescriptor file(::open(place.path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
  if (file.get() < 0) throw OutputError(place.path, "cannot be opened to be written");
  return file;
}

}  // namespace

GrowingFile::GrowingFile(const std::string& path)
    : place_(FindOutputPlace(path)),
      temporary_(place_.through ? "" : TemporaryName(place_.path)),
      file_(Open(place_, temporary_)) {}

GrowingFile::~GrowingFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void GrowingFile::Append(std::string_view bytes) {
  if (waiting_.size() + bytes.size() <= kBufferBytes) {
    waiting_ += bytes;
    return;
  }
  Write(waiting_);
  waiting_.clear();
  Write(bytes);
}

void GrowingFile::Write(std::string_view bytes) {
  const NoPipeSignal blocked;
  if (!file_.WriteAll(bytes)) throw OutputError(place_.path, "cannot be written");
}

void GrowingFile::Commit() {
  Write(waiting_);
  waiting_.clear();
  if (!file_.Close()) throw OutputError(place_.path, "cannot be closed");
  if (place_.through) return;
  CommitFile(temporary_, place_.path);
  temporary_.clear();
}

}  // namespace linkbert
