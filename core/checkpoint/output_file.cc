#include "core/checkpoint/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace linkbert {

OutputFile::OutputFile(const std::string& path, std::uint64_t bytes)
    : path_(path), descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
  if (descriptor_ < 0) Throw("cannot be created");
  // Not posix_fallocate: where the file system cannot reserve, it would write to every block instead.
  if (bytes == 0 || ::fallocate(descriptor_, 0, 0, static_cast<off_t>(bytes)) == 0) return;
  if (errno == EOPNOTSUPP && ::ftruncate(descriptor_, static_cast<off_t>(bytes)) == 0) return;
  const int reason = errno;
  [[maybe_unused]] const int emptied = ::ftruncate(descriptor_, 0);  // gives back what it could reserve
  ::close(std::exchange(descriptor_, -1));
  errno = reason;
  Throw("its space cannot be reserved");
}

OutputFile OutputFile::OpenExisting(const std::string& path) {
  OutputFile file(path, Opened{::open(path.c_str(), O_WRONLY | O_CLOEXEC)});
  if (file.descriptor_ < 0) file.Throw("cannot be opened to be written");
  return file;
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void OutputFile::Write(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) Throw("cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

void OutputFile::Write(std::uint64_t offset, std::span<const float> values) {
  Write(offset, std::string_view(reinterpret_cast<const char*>(values.data()), values.size_bytes()));
}

void OutputFile::Sync() {
  if (::fsync(descriptor_) != 0) Throw("cannot be made durable");
}

void OutputFile::Close() {
  if (::close(std::exchange(descriptor_, -1)) != 0) Throw("cannot be closed");
}

void OutputFile::Throw(const char* what) const {
  throw Fail(ErrorCode::kOutput, "{}: {}: {}. Check the disk's free space and the folder's permissions.", path_, what,
             std::strerror(errno));
}

}  // namespace linkbert
