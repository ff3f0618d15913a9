#include "base/expansion_limit.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kTimes = 32;
constexpr std::uint64_t kAlways = 64ULL << 20;    // bytes
constexpr std::uint64_t kOfStreams = 1ULL << 30;  // bytes

}  // namespace

std::uint64_t ExpansionLimit(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) return kOfStreams;
  return std::max(kAlways, kTimes * std::filesystem::file_size(path));
}

void FailExpansion(const std::string& path, std::uint64_t limit) {
  throw Fail(ErrorCode::kInput,
             "{}: is more than {} MiB when decompressed: more than 32 times its own size. Is it the right file? If so, "
             "decompress it first.",
             path, limit >> 20);
}

}  // namespace linkbert
