#include "base/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"

namespace linkbert {
namespace {

// Closes on destruction; Close() reports an error that only shows then (a full network file system).
class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FileDescriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return descriptor_; }
  bool Close() {
    const int descriptor = descriptor_;
    descriptor_ = -1;
    return ::close(descriptor) == 0;
  }

 private:
  int descriptor_;
};

Error OutputError(const std::string& path, const char* what) {
  return Fail(ErrorCode::kOutput, "{}: {}: {}. Check the disk's free space and the folder's permissions.", path, what,
              std::strerror(errno));
}

void Sync(const std::string& path, int flags) {
  FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC));
  if (file.get() < 0) throw OutputError(path, "cannot be opened to be made durable");
  if (::fsync(file.get()) != 0) throw OutputError(path, "cannot be made durable");
}

}  // namespace

std::string TemporaryName(const std::string& path) { return fmt::format("{}.tmp-{}", path, ::getpid()); }

void WriteFileAtomically(const std::string& path, std::string_view content) {
  const std::string temporary = TemporaryName(path);
  try {
    FileDescriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (file.get() < 0) throw OutputError(temporary, "cannot be created");
    while (!content.empty()) {
      const ssize_t written = ::write(file.get(), content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) throw OutputError(temporary, "cannot be written");
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (!file.Close()) throw OutputError(temporary, "cannot be closed");
    CommitFile(temporary, path);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
}

void CommitFile(const std::string& temporary, const std::string& path) {
  SyncFile(temporary);
  if (std::rename(temporary.c_str(), path.c_str()) != 0) throw OutputError(path, "cannot be renamed into place");
  SyncFolder(std::filesystem::path(path).parent_path().string());
}

void SyncFile(const std::string& path) { Sync(path, O_RDONLY); }

void SyncFolder(const std::string& path) { Sync(path.empty() ? "." : path, O_RDONLY | O_DIRECTORY); }

void CreateFolders(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw Fail(ErrorCode::kOutput, "{}: the folder cannot be created: {}.", path, error.message());
}

void RemoveStaleTemporaries(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    const std::size_t at = name.rfind(".tmp-");
    if (at == std::string::npos || name.find_first_not_of("0123456789", at + 5) != std::string::npos) continue;
    std::error_code ignored;  // somebody else's file stays: it costs space, nothing else
    std::filesystem::remove(entry.path(), ignored);
  }
}

std::string ReadFile(const std::string& path) {
  if (std::filesystem::is_directory(path)) throw Fail(ErrorCode::kInput, "{}: is a folder, wanted a file.", path);
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw Fail(ErrorCode::kInput, "{}: cannot be opened: {}.", path, std::strerror(errno));
  constexpr std::size_t kPiece = 1 << 20;
  std::string content;
  std::error_code unknown_size;  // a pipe has none
  const std::uintmax_t size = std::filesystem::file_size(path, unknown_size);
  if (!unknown_size) content.reserve(size + kPiece);
  while (stream) {
    const std::size_t have = content.size();
    content.resize(have + kPiece);
    stream.read(content.data() + have, kPiece);
    content.resize(have + static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) throw Fail(ErrorCode::kInput, "{}: reading failed: {}.", path, std::strerror(errno));
  return content;
}

}  // namespace linkbert
