#include "base/hash.h"

#include <xxhash.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/read_error.h"

namespace linkbert {
namespace {

std::string Hex(XXH128_hash_t hash) { return fmt::format("{:016x}{:016x}", hash.high64, hash.low64); }

}  // namespace

std::uint64_t Hash64(const void* data, std::size_t bytes) { return XXH3_64bits(data, bytes); }

std::string Hash128Hex(const void* data, std::size_t bytes) { return Hex(XXH3_128bits(data, bytes)); }

FileDigest DigestFile(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) ThrowCannotOpen(path, std::error_code(errno, std::generic_category()));
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(), XXH3_freeState);
  LB_CHECK(state && XXH3_128bits_reset(state.get()) == XXH_OK);
  std::vector<char> buffer(std::size_t{1} << 20);
  std::uint64_t total = 0;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    XXH3_128bits_update(state.get(), buffer.data(), count);
    total += count;
  }
  if (std::ferror(file.get()) != 0) throw ReadError(fmt::format("{}: reading failed: {}.", path, std::strerror(errno)));
  return {total, Hex(XXH3_128bits_digest(state.get()))};
}

}  // namespace linkbert
