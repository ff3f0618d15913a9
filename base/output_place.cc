#include "base/output_place.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>

namespace linkbert {
namespace {

constexpr int kMostLinks = 40;  // as many as Linux follows

Error Refuse(const std::string& path, const std::string& what) {
  return Fail(ErrorCode::kOutput, "{}: {}. Name another file.", path, what);
}

// Link by link, because the last may lead to a file that is not there yet.
std::string FollowLinks(const std::string& path) {
  std::filesystem::path at = path;
  for (int links = 0; links <= kMostLinks; ++links) {
    std::array<char, PATH_MAX> target{};
    const ssize_t length = ::readlink(at.c_str(), target.data(), target.size());
    if (length < 0) return at.string();  // no link; what else may be wrong is told by the writing
    at = at.parent_path() / std::string(target.data(), static_cast<std::size_t>(length));
  }
  throw Refuse(path, "symbolic links go round in a circle");
}

}  // namespace

OutputPlace FindOutputPlace(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return {FollowLinks(path), false};
    throw Refuse(path, fmt::format("cannot be written: {}", std::strerror(errno)));
  }
  if (S_ISREG(status.st_mode)) return {FollowLinks(path), false};
  if (S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode)) return {path, true};
  if (S_ISDIR(status.st_mode)) throw Refuse(path, "is a folder, wanted a file's name");
  throw Refuse(path, S_ISBLK(status.st_mode) ? "is a block device: writing would destroy what is on it"
                                             : "is a socket, wanted a file's name");
}

std::string FindRegularOutput(const std::string& path) {
  const OutputPlace place = FindOutputPlace(path);
  if (place.through) throw Refuse(path, "is a device or a pipe, wanted a regular file's name");
  return place.path;
}

Error OutputError(const std::string& path, const char* what) {
  return Fail(ErrorCode::kOutput, "{}: {}: {}. Check the disk's free space and the folder's permissions.", path, what,
              std::strerror(errno));
}

}  // namespace linkbert
