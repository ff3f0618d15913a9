// Hdf5Image: the bytes of an HDF5 file that is made in memory. HDF5 never sees the disk: where a write to it fails,
// HDF5 1.10 keeps the file half open and crashes at the process's end. The file is written by us, every error told.
//
// Flow: Hdf5Writer -> HDF5's core driver -> [Hdf5Image] -> the file. Takes as much memory as the file has bytes.
// Owns the bytes; must outlive the file. Under HDF5's lock.
#pragma once
#include <hdf5.h>

#include <cstddef>
#include <string_view>

namespace linkbert {

class Hdf5Image {
 public:
  Hdf5Image() = default;
  ~Hdf5Image();
  Hdf5Image(const Hdf5Image&) = delete;
  Hdf5Image& operator=(const Hdf5Image&) = delete;

  // The file created with this access list is made here.
  void Attach(hid_t access);

  // Requires: the file is closed. Up to the end that its superblock tells.
  std::string_view Content() const;

 private:
  static void* Malloc(std::size_t bytes, H5FD_file_image_op_t why, void* image);
  static void* Memcpy(void* to, const void* from, std::size_t bytes, H5FD_file_image_op_t why, void* image);
  static void* Realloc(void* old, std::size_t bytes, H5FD_file_image_op_t why, void* image);
  static herr_t Free(void* bytes, H5FD_file_image_op_t why, void* image);

  void* data_ = nullptr;  // of the closed file
  std::size_t size_ = 0;  // allocated
};

}  // namespace linkbert
