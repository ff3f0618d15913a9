// ReadFileUpTo: ReadFile (base/atomic_file.h) for files that may be of the wrong kind: a device or a pipe has no end.
#pragma once
#include <cstdint>
#include <string>

namespace linkbert {

// The whole file as bytes. Throws kInput where it holds more than most_bytes, or, as a device or a pipe, more than 1
// GiB; a ReadError where it is there but cannot be read.
std::string ReadFileUpTo(const std::string& path, std::uint64_t most_bytes);

}  // namespace linkbert
