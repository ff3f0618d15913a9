#include "base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>

#include "base/error.h"
#include "base/growing_file.h"
#include "base/new_file.h"
#include "base/output_place.h"
#include "base/read_error.h"
#include "base/read_limited.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kMostStreamed = 1ULL << 30;

void Sync(const std::string& path, int flags) {
  FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC));
  if (file.get() < 0) throw OutputError(path, "cannot be opened to be made durable");
  if (::fsync(file.get()) != 0) throw OutputError(path, "cannot be made durable");
}

}  // namespace

std::string TemporaryName(const std::string& path) { return fmt::format("{}.tmp-{}", path, ::getpid()); }

FileDescriptor CreateNewFile(const std::string& path) {
  constexpr int kTries = 3;  // somebody who lays the name anew each time is not waited for
  for (int i = 0; i < kTries; ++i) {
    // O_EXCL follows no link, not even one that leads nowhere.
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (file.get() >= 0) return file;
    if (errno != EEXIST || (::unlink(path.c_str()) != 0 && errno != ENOENT)) break;
  }
  throw OutputError(path, "cannot be created");
}

void WriteFileAtomically(const std::string& path, std::string_view content) {
  GrowingFile file(path);
  file.Append(content);
  file.Commit();
}

void CommitFile(const std::string& temporary, const std::string& path) {
  SyncFile(temporary);
  const auto kind = std::filesystem::symlink_status(path).type();
  using Kind = std::filesystem::file_type;
  if (kind != Kind::not_found && kind != Kind::regular && kind != Kind::symlink) {
    throw Fail(ErrorCode::kOutput, "{}: is no regular file, and will not be replaced by one. Name another file.", path);
  }
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
  return ReadFileUpTo(path, std::numeric_limits<std::uint64_t>::max() / 2);
}

std::string ReadFileUpTo(const std::string& path, std::uint64_t most_bytes) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) ThrowCannotOpen(path, std::error_code(errno, std::generic_category()));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) ThrowCannotOpen(path, std::error_code(errno, std::generic_category()));
  if (S_ISDIR(status.st_mode)) throw Fail(ErrorCode::kInput, "{}: is a folder, wanted a file.", path);
  if (!S_ISREG(status.st_mode)) most_bytes = std::min(most_bytes, kMostStreamed);
  constexpr std::size_t kPiece = 1 << 20;
  std::string content;
  content.reserve(std::min<std::uint64_t>(static_cast<std::uint64_t>(status.st_size), most_bytes) + kPiece);
  for (std::size_t have = 0;;) {
    content.resize(have + kPiece);
    const ssize_t count = ::read(file.get(), content.data() + have, kPiece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw ReadError(fmt::format("{}: reading failed: {}.", path, std::strerror(errno)));
    have += static_cast<std::size_t>(count);
    if (have > most_bytes) {
      throw Fail(ErrorCode::kInput, "{}: holds more than {} bytes, wanted a file of less. Name the right file.", path,
                 most_bytes);
    }
    if (count > 0) continue;
    content.resize(have);
    return content;
  }
}

}  // namespace linkbert
