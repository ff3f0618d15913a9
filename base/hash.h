// Checksums of files and of short keys: XXH3 (the xxHash library), as 16 or 32 lower-case hexadecimal digits in text.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace linkbert {

// XXH3, 64 bits, seed 0.
std::uint64_t Hash64(const void* data, std::size_t bytes);
inline std::uint64_t Hash64(std::string_view text) { return Hash64(text.data(), text.size()); }

// XXH3, 128 bits, as 32 hexadecimal digits.
std::string Hash128Hex(const void* data, std::size_t bytes);

// XXH3-128 of a whole file, read once in pieces. Throws kInput if it cannot be read.
struct FileDigest {
  std::uint64_t bytes;
  std::string xxh3_128;
};
FileDigest DigestFile(const std::string& path);

}  // namespace linkbert
