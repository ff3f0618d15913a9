// How much a compressed file may become where all of it is held in memory: 32 times its size, or 64 MiB if that is
// more.
//
// Texts and JSON become 3 to 15 times as large; gzip could make them 1,000 times. Files that are read as a stream need
// no limit. Errors: kInput with the name and both sizes.
#pragma once
#include <cstdint>
#include <string>

namespace linkbert {

// Bytes. Of what has no size, such as a pipe: 1 GiB.
std::uint64_t ExpansionLimit(const std::string& path);

[[noreturn]] void FailExpansion(const std::string& path, std::uint64_t limit);

}  // namespace linkbert
