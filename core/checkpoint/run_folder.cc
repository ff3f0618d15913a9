#include "core/checkpoint/run_folder.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/checkpoint/checkpoint_format.h"

namespace linkbert {
namespace {

constexpr char kLockFile[] = "lock";
constexpr std::size_t kMaxOwner = 512;  // bytes

std::string DescribeOwner() {
  std::array<char, 256> host = {};
  ::gethostname(host.data(), host.size() - 1);
  return fmt::format("process {} on {} since {:%Y-%m-%d %H:%M:%S} UTC", ::getpid(), host.data(),
                     fmt::gmtime(std::time(nullptr)));
}

std::string ReadOwner(int lock) {
  std::array<char, kMaxOwner> text = {};
  const ssize_t count = ::pread(lock, text.data(), text.size(), 0);
  const std::string owner(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  return owner.substr(0, owner.find('\n'));
}

// The text is for people: where it cannot be written the lock holds all the same.
void WriteOwner(int lock, const std::string& owner) {
  const std::string line = owner + "\n";
  [[maybe_unused]] const bool written =
      ::ftruncate(lock, 0) == 0 && ::pwrite(lock, line.data(), line.size(), 0) == static_cast<ssize_t>(line.size());
}

// The first thing a run makes is its folder of checkpoints; one that has finished may have only its lock left.
void RequireOurs(const std::string& path) {
  const bool ours = !std::filesystem::exists(path) || std::filesystem::is_directory(path + "/" + kCheckpointsFolder) ||
                    std::filesystem::exists(std::filesystem::symlink_status(path + "/" + kLockFile)) ||
                    (std::filesystem::is_directory(path) && std::filesystem::is_empty(path));
  if (ours) return;
  throw Fail(ErrorCode::kOutput, "{}: holds files that no run wrote. Give this run another run.name or run.folder.",
             path);
}

void RequireNoLink(const std::string& lock) {
  const std::filesystem::file_status status = std::filesystem::symlink_status(lock);
  if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status)) return;
  throw Fail(ErrorCode::kOutput, "{}: is {}, wanted a regular file. Remove it, and the run makes its own.", lock,
             std::filesystem::is_symlink(status) ? "a symbolic link" : "no file of a run");
}

int TakeLock(const std::string& path) {
  const std::string file = path + "/" + kLockFile;
  RequireNoLink(file);
  // It is emptied and written: never where a link leads.
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (lock < 0) throw Fail(ErrorCode::kOutput, "{}: cannot be opened: {}.", file, std::strerror(errno));
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  const int reason = errno;
  const std::string owner = ReadOwner(lock);
  ::close(lock);
  if (reason != EWOULDBLOCK) {
    throw Fail(ErrorCode::kOutput, "{}: the file system cannot lock: {}. Put the runs on one that can.", file,
               std::strerror(reason));
  }
  throw Fail(ErrorCode::kOutput, "{}: in use by {}. Wait for it, stop it, or give this run another run.name.", path,
             owner.empty() ? "another process" : owner);
}

}  // namespace

RunFolder::RunFolder(const std::string& path) : path_(path) {
  RequireOurs(path_);
  const std::string checkpoints = path_ + "/" + kCheckpointsFolder;
  CreateFolders(checkpoints);
  lock_ = TakeLock(path_);
  abandoned_by_ = ReadOwner(lock_);
  WriteOwner(lock_, DescribeOwner());
  RemoveStaleTemporaries(path_);
  RemoveStaleTemporaries(checkpoints);
}

// The file stays: removing it would let two later processes lock two files of the same name.
RunFolder::~RunFolder() {
  [[maybe_unused]] const int emptied = ::ftruncate(lock_, 0);
  ::close(lock_);
}

}  // namespace linkbert
