// Bzip2Blocks: a .bz2 file as blocks that can be decompressed independently, whether it has one stream or many.
//
// Flow: mapped file -> [Bzip2Blocks] -> text, a block (at most 900 kB before run lengths) at a time. Blocks begin at
// any bit. Their 48-bit magic also occurs by chance, so a place is taken for a block's begin only if what follows
// decompresses up to the next magic with the block's own CRC-32; each block must end where the next one, the stream's
// end or the file's end is. Threads: immutable; every call is independent. Errors: kInput naming file and byte.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/mapped_file.h"

namespace linkbert {

class Bzip2Blocks {
 public:
  static constexpr std::uint64_t kEnd = UINT64_MAX;

  explicit Bzip2Blocks(const MappedFile& file) : file_(file) {}

  // Bit offset of the file's first block; kEnd where it holds none.
  std::uint64_t First() const;

  // The first block that begins in [from, to) bits, its text appended to `text`, and where the next one begins; nothing
  // where there is none.
  struct Found {
    std::uint64_t begin;
    std::uint64_t next;
  };
  std::optional<Found> FindIn(std::uint64_t from, std::uint64_t to, std::string& text) const;

  // Appends the text of the block at bit `begin` and returns where the next one begins, or kEnd.
  std::uint64_t Read(std::uint64_t begin, std::string& text) const;

 private:
  struct Magic {
    std::uint64_t at;
    bool block;  // of a block; else of a stream's end
  };
  std::optional<Magic> FindMagic(std::uint64_t from) const;
  std::uint64_t Bits(std::uint64_t at, int count) const;  // zeros behind the file's end
  bool Decompress(std::uint64_t begin, std::uint64_t end, std::string& text) const;
  std::uint64_t AfterStream(std::uint64_t end_magic) const;
  std::uint64_t StreamStart(std::uint64_t byte) const;
  std::optional<std::uint64_t> TryRead(std::uint64_t begin, std::string& text) const;

  const MappedFile& file_;
};

}  // namespace linkbert
