#include "core/weight_files/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/new_file.h"
#include "base/output_place.h"

namespace linkbert {

OutputFile::OutputFile(const std::string& path, std::uint64_t bytes) : path_(path), file_(CreateNewFile(path)) {
  // Not posix_fallocate: where the file system cannot reserve, it would write to every block instead.
  if (bytes == 0 || ::fallocate(file_.get(), 0, 0, static_cast<off_t>(bytes)) == 0) return;
  if (errno == EOPNOTSUPP && ::ftruncate(file_.get(), static_cast<off_t>(bytes)) == 0) return;
  const int reason = errno;
  [[maybe_unused]] const int emptied = ::ftruncate(file_.get(), 0);  // gives back what it could reserve
  errno = reason;
  Throw("its space cannot be reserved");
}

OutputFile OutputFile::OpenExisting(const std::string& path) {
  OutputFile file(path, FileDescriptor(::open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC)));
  if (file.file_.get() < 0) file.Throw("cannot be opened to be written");
  return file;
}

void OutputFile::Write(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
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
  if (::fsync(file_.get()) != 0) Throw("cannot be made durable");
}

void OutputFile::Close() {
  if (!file_.Close()) Throw("cannot be closed");
}

void OutputFile::Throw(const char* what) const { throw OutputError(path_, what); }

}  // namespace linkbert
