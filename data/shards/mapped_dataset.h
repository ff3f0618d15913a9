// MappedDataset<T>: the values of one HDF5 dataset where they lie in the mapped file, checked when first touched.
//
// A block of 256 KiB is hashed once, when a value in it is first asked for (18 us); afterwards a touch costs one load.
// Threads: safe from any; two threads may hash the same block, with the same outcome.
// Errors: kInput naming file, dataset and block, from the constructor and from every access. The MappedFile must
// outlive it.
#pragma once
#include <fmt/core.h>

#include <atomic>
#include <memory>
#include <span>
#include <string>

#include "base/mapped_file.h"
#include "data/shards/hdf5_file.h"
#include "data/shards/shard_format.h"

namespace linkbert {

// The bytes of a dataset and the state of its blocks, whatever the type of the values.
class VerifiedBytes {
 public:
  VerifiedBytes(const MappedFile& file, const Hdf5Reader& reader, const std::string& name);

  std::uint64_t count() const { return count_; }
  std::uint64_t width() const { return width_; }  // bytes a value
  const std::byte* data() const { return data_; }

  // Requires: begin <= end, in values. Throws where the range leaves the dataset or a block is damaged.
  void Touch(std::uint64_t begin, std::uint64_t end) const {
    if (end > count_ || begin > end) [[unlikely]]
      FailRange(begin, end);
    if (begin == end) return;
    const std::uint64_t last = (end * width_ - 1) / kChecksumBlockBytes;
    for (std::uint64_t block = begin * width_ / kChecksumBlockBytes; block <= last; ++block) {
      if (!verified_[block].load(std::memory_order_relaxed)) [[unlikely]]
        Verify(block);
    }
  }

  // Throws unless the dataset has this many values; `because` explains the number.
  void RequireCount(std::uint64_t wanted, const char* because) const;
  void RequireWidth(std::uint64_t wanted) const;
  [[noreturn]] void FailRange(std::uint64_t begin, std::uint64_t end) const;
  // For a value that its dataset cannot have, though the checksum holds: value `place` is `seen`, wanted `wanted`.
  [[noreturn]] void FailValue(std::uint64_t place, std::uint64_t seen, const std::string& wanted) const;

 private:
  void Verify(std::uint64_t block) const;

  std::string path_;
  std::string name_;
  const std::byte* data_ = nullptr;
  const std::uint64_t* checksums_ = nullptr;
  std::uint64_t count_ = 0;
  std::uint64_t width_ = 1;
  std::unique_ptr<std::atomic<bool>[]> verified_;  // a block each
};

template <typename T>
class MappedDataset {
 public:
  MappedDataset(const MappedFile& file, const Hdf5Reader& reader, const std::string& name)
      : bytes_(file, reader, name) {
    bytes_.RequireWidth(sizeof(T));
  }

  std::uint64_t size() const { return bytes_.count(); }
  void RequireSize(std::uint64_t wanted, const char* because) const { bytes_.RequireCount(wanted, because); }

  std::span<const T> Slice(std::uint64_t begin, std::uint64_t end) const {
    bytes_.Touch(begin, end);
    return {reinterpret_cast<const T*>(bytes_.data()) + begin, end - begin};
  }
  T At(std::uint64_t i) const { return Slice(i, i + 1)[0]; }
  std::span<const T> All() const { return Slice(0, size()); }
  // As Slice; throws for a value of `limit` or more.
  std::span<const T> SliceBelow(T limit, std::uint64_t begin, std::uint64_t end, const char* what) const {
    const std::span<const T> values = Slice(begin, end);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i] >= limit) [[unlikely]]
        FailValue(begin + i, values[i], fmt::format("less than {} ({})", limit, what));
    }
    return values;
  }
  [[noreturn]] void FailValue(std::uint64_t place, std::uint64_t seen, const std::string& wanted) const {
    bytes_.FailValue(place, seen, wanted);
  }

 private:
  VerifiedBytes bytes_;
};

// Offsets [N+1] of N lists: the range of one list in the dataset they point into.
struct OffsetRange {
  std::uint64_t begin;
  std::uint64_t end;
};

// List i; `end`: where the last list ends. Throws where the offsets go backwards or beyond it.
inline OffsetRange RangeOf(const MappedDataset<std::uint64_t>& offsets, std::uint64_t i, std::uint64_t end) {
  const std::span<const std::uint64_t> pair = offsets.Slice(i, i + 2);
  if (pair[0] > pair[1] || pair[1] > end) [[unlikely]]
    offsets.FailValue(i + 1, pair[1], fmt::format("from {} (the one before) to {}", pair[0], end));
  return {pair[0], pair[1]};
}

// Looks at the ends alone: cheap enough for every opening.
void RequireEnds(const MappedDataset<std::uint64_t>& offsets, std::uint64_t end);
// Every offset.
void RequireOffsets(const MappedDataset<std::uint64_t>& offsets, std::uint64_t end);

}  // namespace linkbert
