// Hdf5Writer and Hdf5Reader: the little of HDF5 that shards need: flat unsigned datasets, attributes, offsets.
//
// What is written depends on the content alone (no times, pinned format version). Every dataset is contiguous,
// unfiltered, little endian, allocated early, aligned, and has its checksums beside it.
// Threads: one lock for all of HDF5, held while a file is open here; the open files of a thread may overlap.
// Errors: kOutput from the writer, kInput from the reader, naming file and dataset. Content is read by mmap, not here.
#pragma once
#include <hdf5.h>

#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <utility>

#include "data/shards/hdf5_image.h"

namespace linkbert {

class H5Handle {
 public:
  using Closer = herr_t (*)(hid_t);
  H5Handle(hid_t id, Closer closer) : id_(id), closer_(closer) {}
  ~H5Handle() { Close(); }
  H5Handle(H5Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), closer_(other.closer_) {}
  H5Handle& operator=(H5Handle&&) = delete;
  hid_t get() const { return id_; }
  bool valid() const { return id_ >= 0; }
  bool Close() { return id_ < 0 || closer_(std::exchange(id_, -1)) >= 0; }

 private:
  hid_t id_;
  Closer closer_;
};

using Hdf5Lock = std::unique_lock<std::recursive_mutex>;

// Of the library that is loaded, such as "1.10.8".
std::string Hdf5Version();

class Hdf5Writer {
 public:
  explicit Hdf5Writer(const std::string& path);  // in memory; nothing is written before Close

  void Attribute(const char* name, std::uint64_t value);
  void Attribute(const char* name, const std::string& value);
  // Also writes /checksum<name>. Groups in the name are made.
  void Dataset(const std::string& name, std::span<const std::uint8_t> values);
  void Dataset(const std::string& name, std::span<const std::uint16_t> values);
  void Dataset(const std::string& name, std::span<const std::uint32_t> values);
  void Dataset(const std::string& name, std::span<const std::uint64_t> values);
  void Close();  // creates the file anew, whatever was there, and writes it; without it there is none

 private:
  void Write(const std::string& name, hid_t type, std::size_t width, const void* values, std::size_t count);
  void CreateDataset(const std::string& name, hid_t type, const void* values, std::size_t count);
  void CreateGroups(const std::string& name);

  Hdf5Lock lock_;
  std::string path_;
  Hdf5Image image_;
  H5Handle file_;
};

// Where the values of a dataset lie in its file.
struct DatasetPlace {
  std::uint64_t offset;  // bytes from the file's start; 0 if count is 0
  std::uint64_t count;   // values
  std::uint64_t width;   // bytes a value
};

class Hdf5Reader {
 public:
  explicit Hdf5Reader(const std::string& path);

  std::uint64_t Attribute(const char* name) const;
  std::string TextAttribute(const char* name) const;
  bool Has(const std::string& name) const;
  // Throws unless the dataset is one-dimensional, contiguous, unfiltered, of little-endian unsigned integers.
  DatasetPlace Place(const std::string& name) const;
  const std::string& path() const { return path_; }

 private:
  Hdf5Lock lock_;
  std::string path_;
  H5Handle file_;
};

}  // namespace linkbert
