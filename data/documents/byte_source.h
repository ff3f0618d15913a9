// ByteSource: the bytes of one input in order: a .gz or .zst file, or standard input of any compression. Told apart by
// their first bytes, not by name. Flow: file -> [ByteSource] -> RecordItems. What is whole before a damaged place is
// delivered first; then kInput naming file and byte. Threads: one caller. (A .bz2 file: data/documents/bzip2_blocks.h.)
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>

#include "base/mapped_file.h"

namespace linkbert {

enum class Compression { kNone, kGzip, kBzip2, kZstd };

// By the first bytes.
Compression CompressionOf(std::span<const std::byte> start);

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills `out` from its beginning; less than its size only at the end of the input, or of what is whole of it, in
  // which case the next call throws. Returns how many bytes; 0 at the end alone.
  virtual std::size_t Read(std::span<char> out) = 0;
};

// A gzip file (any number of members, each CRC-32 compared) or a zstd one (any number of frames), decompressed. `file`
// must outlive it.
std::unique_ptr<ByteSource> OpenGzip(const MappedFile& file);
std::unique_ptr<ByteSource> OpenZstd(const MappedFile& file);

// A stream, `name` in errors: plain, gzip, zstd or bzip2 (any number of streams, CRCs compared). Reads the first
// `piece` bytes and goes on in such pieces. `stream` must outlive it. Requires: piece >= 4.
std::unique_ptr<ByteSource> OpenStream(std::FILE* stream, std::size_t piece = 1 << 20, const std::string& name = "-");

}  // namespace linkbert
