#include "data/shards/hdf5_image.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::size_t kGrowBytes = std::size_t{1} << 20;

// HDF5 file format specification 3.0, II.A, superblock version 2 and 3: "End of File Address".
constexpr std::string_view kSignature = "\211HDF\r\n\032\n";
constexpr std::size_t kVersionAt = 8;
constexpr std::size_t kEndAt = 28;

}  // namespace

Hdf5Image::~Hdf5Image() { std::free(data_); }  // HDF5 hands over what Realloc made

void Hdf5Image::Attach(hid_t access) {
  const auto same = [](void* image) { return image; };
  const auto nothing = [](void*) -> herr_t { return 0; };
  H5FD_file_image_callbacks_t callbacks = {Malloc, Memcpy, Realloc, Free, same, nothing, this};
  LB_CHECK(H5Pset_fapl_core(access, kGrowBytes, /*backing_store=*/false) >= 0);
  LB_CHECK(H5Pset_file_image_callbacks(access, &callbacks) >= 0);
}

std::string_view Hdf5Image::Content() const {
  const std::string_view bytes(static_cast<const char*>(data_), size_);
  LB_CHECK(bytes.size() >= kEndAt + sizeof(std::uint64_t) && bytes.starts_with(kSignature));
  LB_CHECK(bytes[kVersionAt] == 2 || bytes[kVersionAt] == 3, "superblock version {}", int{bytes[kVersionAt]});
  std::uint64_t end = 0;
  std::memcpy(&end, bytes.data() + kEndAt, sizeof end);
  LB_CHECK(end <= bytes.size(), "the file ends at byte {}, its image at byte {}", end, bytes.size());
  return bytes.substr(0, end);
}

void* Hdf5Image::Malloc(std::size_t bytes, H5FD_file_image_op_t, void*) { return std::malloc(bytes); }

void* Hdf5Image::Memcpy(void* to, const void* from, std::size_t bytes, H5FD_file_image_op_t, void*) {
  return std::memcpy(to, from, bytes);
}

void* Hdf5Image::Realloc(void* old, std::size_t bytes, H5FD_file_image_op_t why, void* image) {
  void* const grown = std::realloc(old, bytes);
  if (grown != nullptr && why == H5FD_FILE_IMAGE_OP_FILE_RESIZE) static_cast<Hdf5Image*>(image)->size_ = bytes;
  return grown;
}

herr_t Hdf5Image::Free(void* bytes, H5FD_file_image_op_t why, void* image) {
  if (why == H5FD_FILE_IMAGE_OP_FILE_CLOSE) {
    static_cast<Hdf5Image*>(image)->data_ = bytes;
  } else {
    std::free(bytes);
  }
  return 0;
}

}  // namespace linkbert
