#include "data/shards/mapped_dataset.h"

#include <algorithm>

#include "base/error.h"
#include "base/hash.h"

namespace linkbert {
namespace {

const std::byte* PlaceInFile(const MappedFile& file, const DatasetPlace& place, const std::string& name) {
  if (place.count == 0) return nullptr;
  if (place.count > file.size() / place.width || place.offset > file.size() - place.count * place.width) {
    throw Fail(ErrorCode::kInput,
               "{}: dataset {}: ends at byte {}, the file at byte {}. The file was cut short: restore it.", file.path(),
               name, place.offset + place.count * place.width, file.size());
  }
  if (place.offset % place.width != 0) {
    throw Fail(ErrorCode::kInput, "{}: dataset {}: begins at byte {}, wanted a multiple of {}.", file.path(), name,
               place.offset, place.width);
  }
  return file.data() + place.offset;
}

}  // namespace

VerifiedBytes::VerifiedBytes(const MappedFile& file, const Hdf5Reader& reader, const std::string& name)
    : path_(file.path()), name_(name) {
  const DatasetPlace place = reader.Place(name);
  const std::string checksum_name = dataset::kChecksumPrefix + name;
  const DatasetPlace checksums = reader.Place(checksum_name);
  data_ = PlaceInFile(file, place, name);
  count_ = place.count;
  width_ = place.width;
  const std::uint64_t blocks = (count_ * width_ + kChecksumBlockBytes - 1) / kChecksumBlockBytes;
  if (checksums.count != blocks || checksums.width != sizeof(std::uint64_t)) {
    throw Fail(ErrorCode::kInput, "{}: dataset {}: {} values of {} bytes, wanted {} of 8.", path_, checksum_name,
               checksums.count, checksums.width, blocks);
  }
  checksums_ = reinterpret_cast<const std::uint64_t*>(PlaceInFile(file, checksums, checksum_name));
  verified_ = std::make_unique<std::atomic<bool>[]>(blocks);
}

void VerifiedBytes::RequireCount(std::uint64_t wanted, const char* because) const {
  if (count_ == wanted) return;
  throw Fail(ErrorCode::kInput, "{}: dataset {}: {} values, wanted {} ({}). Prepare the corpus again.", path_, name_,
             count_, wanted, because);
}

void VerifiedBytes::RequireWidth(std::uint64_t wanted) const {
  if (width_ == wanted) return;
  throw Fail(ErrorCode::kInput, "{}: dataset {}: values of {} bytes, wanted {}.", path_, name_, width_, wanted);
}

void VerifiedBytes::FailRange(std::uint64_t begin, std::uint64_t end) const {
  throw Fail(ErrorCode::kInput, "{}: dataset {}: values {} to {} were asked for, it has {}. The offsets do not fit it.",
             path_, name_, begin, end, count_);
}

void VerifiedBytes::FailValue(std::uint64_t place, std::uint64_t seen, const std::string& wanted) const {
  throw Fail(ErrorCode::kInput,
             "{}: dataset {}: value {} is {}, wanted {}. Another program wrote this file: prepare the corpus again.",
             path_, name_, place, seen, wanted);
}

void RequireEnds(const MappedDataset<std::uint64_t>& offsets, std::uint64_t end) {
  if (offsets.size() == 0) offsets.RequireSize(1, "an end at least");
  if (offsets.At(0) != 0) offsets.FailValue(0, offsets.At(0), "0");
  const std::uint64_t last = offsets.size() - 1;
  if (offsets.At(last) != end) offsets.FailValue(last, offsets.At(last), fmt::format("{}, the end", end));
}

void RequireOffsets(const MappedDataset<std::uint64_t>& offsets, std::uint64_t end) {
  RequireEnds(offsets, end);
  for (std::uint64_t i = 0; i + 1 < offsets.size(); ++i) RangeOf(offsets, i, end);
}

void VerifiedBytes::Verify(std::uint64_t block) const {
  const std::uint64_t begin = block * kChecksumBlockBytes;
  const std::uint64_t length = std::min(kChecksumBlockBytes, count_ * width_ - begin);
  const std::uint64_t seen = Hash64(data_ + begin, length);
  if (seen != checksums_[block]) {
    throw Fail(ErrorCode::kInput,
               "{}: dataset {}: block {} (bytes {} to {} of the dataset) has checksum {:016x}, wanted {:016x}. "
               "The file is damaged: restore it or prepare the corpus again.",
               path_, name_, block, begin, begin + length, seen, checksums_[block]);
  }
  verified_[block].store(true, std::memory_order_relaxed);
}

}  // namespace linkbert
