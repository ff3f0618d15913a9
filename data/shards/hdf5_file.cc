#include "data/shards/hdf5_file.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "base/new_file.h"
#include "data/shards/shard_format.h"

namespace linkbert {
namespace {

static_assert(std::endian::native == std::endian::little, "shards are mapped as they lie on disk: little endian");

// The innermost reason on HDF5's error stack.
std::string Reason() {
  std::string reason = "no reason given by HDF5";
  const auto visit = [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
    if (error->desc != nullptr) *static_cast<std::string*>(out) = error->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, visit, &reason);
  return reason;
}

// HDF5 may be built without thread safety, and its locks fail on NFS and Lustre (errno 37, 524), hence the variable,
// which HDF5 reads at its first call.
Hdf5Lock LockHdf5() {
  static std::recursive_mutex mutex;
  Hdf5Lock lock(mutex);
  static const bool locking_off = ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1) == 0;
  // Every file is closed here; what HDF5 could not close it would try again at the process's end, and crash. Refused
  // where somebody has called HDF5 before us.
  [[maybe_unused]] static const herr_t no_exit_work = H5dont_atexit();
  LB_CHECK(locking_off);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // its stack belongs to the thread; we put reasons into our errors
  return lock;
}

Error WriteError(const std::string& path, const std::string& what) {
  return Fail(ErrorCode::kOutput, "{}: {} cannot be written: {}. Check the disk's free space.", path, what, Reason());
}

H5Handle Properties(hid_t type) {
  H5Handle list(H5Pcreate(type), H5Pclose);
  LB_CHECK(list.valid());
  return list;
}

H5Handle CreateFile(const std::string& path, Hdf5Image& image) {
  const H5Handle access = Properties(H5P_FILE_ACCESS);
  const H5Handle create = Properties(H5P_FILE_CREATE);
  // The 1.8 format checksums its metadata, every reader since 2008 opens it, and pinning it keeps bytes the same.
  H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18);
  H5Pset_alignment(access.get(), 1, kDatasetAlignment);
  H5Pset_obj_track_times(create.get(), false);
  image.Attach(access.get());
  H5Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, create.get(), access.get()), H5Fclose);
  if (!file.valid()) throw WriteError(path, "the file");
  return file;
}

H5Handle OpenFile(const std::string& path) {
  H5Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file.valid()) {
    throw Fail(ErrorCode::kInput, "{}: is no readable HDF5 file: {}. Restore it or prepare the corpus again.", path,
               Reason());
  }
  return file;
}

}  // namespace

std::string Hdf5Version() {
  const Hdf5Lock lock = LockHdf5();
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

Hdf5Writer::Hdf5Writer(const std::string& path) : lock_(LockHdf5()), path_(path), file_(CreateFile(path, image_)) {}

void Hdf5Writer::Attribute(const char* name, std::uint64_t value) {
  const H5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  H5Handle attribute(H5Acreate2(file_.get(), name, H5T_STD_U64LE, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const bool written = attribute.valid() && H5Awrite(attribute.get(), H5T_NATIVE_UINT64, &value) >= 0;
  if (!written || !attribute.Close()) throw WriteError(path_, name);
}

void Hdf5Writer::Attribute(const char* name, const std::string& value) {
  const H5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const H5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), value.size());
  H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  H5Handle attribute(H5Acreate2(file_.get(), name, type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const bool written = attribute.valid() && H5Awrite(attribute.get(), type.get(), value.data()) >= 0;
  if (!written || !attribute.Close()) throw WriteError(path_, name);
}

void Hdf5Writer::Dataset(const std::string& name, std::span<const std::uint8_t> values) {
  Write(name, H5T_STD_U8LE, sizeof(std::uint8_t), values.data(), values.size());
}
void Hdf5Writer::Dataset(const std::string& name, std::span<const std::uint16_t> values) {
  Write(name, H5T_STD_U16LE, sizeof(std::uint16_t), values.data(), values.size());
}
void Hdf5Writer::Dataset(const std::string& name, std::span<const std::uint32_t> values) {
  Write(name, H5T_STD_U32LE, sizeof(std::uint32_t), values.data(), values.size());
}
void Hdf5Writer::Dataset(const std::string& name, std::span<const std::uint64_t> values) {
  Write(name, H5T_STD_U64LE, sizeof(std::uint64_t), values.data(), values.size());
}

void Hdf5Writer::Close() {
  if (!file_.Close()) throw WriteError(path_, "the file");
  FileDescriptor file = CreateNewFile(path_);
  if (!file.WriteAll(image_.Content()) || !file.Close()) {
    throw Fail(ErrorCode::kOutput, "{}: cannot be written: {}. Check the disk's free space.", path_,
               std::strerror(errno));
  }
}

void Hdf5Writer::Write(const std::string& name, hid_t type, std::size_t width, const void* values, std::size_t count) {
  CreateDataset(name, type, values, count);
  std::vector<std::uint64_t> checksums;
  const std::size_t bytes = count * width;
  for (std::size_t begin = 0; begin < bytes; begin += kChecksumBlockBytes) {
    const std::size_t length = std::min<std::size_t>(kChecksumBlockBytes, bytes - begin);
    checksums.push_back(Hash64(static_cast<const char*>(values) + begin, length));
  }
  CreateDataset(dataset::kChecksumPrefix + name, H5T_STD_U64LE, checksums.data(), checksums.size());
}

void Hdf5Writer::CreateDataset(const std::string& name, hid_t type, const void* values, std::size_t count) {
  CreateGroups(name);
  const H5Handle create = Properties(H5P_DATASET_CREATE);
  H5Pset_layout(create.get(), H5D_CONTIGUOUS);
  H5Pset_alloc_time(create.get(), H5D_ALLOC_TIME_EARLY);
  H5Pset_fill_time(create.get(), H5D_FILL_TIME_NEVER);
  H5Pset_obj_track_times(create.get(), false);
  const hsize_t size = count;
  const H5Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose);
  H5Handle set(H5Dcreate2(file_.get(), name.c_str(), type, space.get(), H5P_DEFAULT, create.get(), H5P_DEFAULT),
               H5Dclose);
  const bool written =
      set.valid() && (count == 0 || H5Dwrite(set.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
  if (!written || !set.Close()) throw WriteError(path_, name);
}

// By hand: groups that HDF5 makes on the way to a dataset would carry the time of day.
void Hdf5Writer::CreateGroups(const std::string& name) {
  const H5Handle create = Properties(H5P_GROUP_CREATE);
  H5Pset_obj_track_times(create.get(), false);
  for (std::size_t at = name.find('/', 1); at != std::string::npos; at = name.find('/', at + 1)) {
    const std::string group = name.substr(0, at);
    if (H5Lexists(file_.get(), group.c_str(), H5P_DEFAULT) > 0) continue;
    H5Handle made(H5Gcreate2(file_.get(), group.c_str(), H5P_DEFAULT, create.get(), H5P_DEFAULT), H5Gclose);
    if (!made.valid() || !made.Close()) throw WriteError(path_, group);
  }
}

Hdf5Reader::Hdf5Reader(const std::string& path) : lock_(LockHdf5()), path_(path), file_(OpenFile(path)) {}

std::uint64_t Hdf5Reader::Attribute(const char* name) const {
  const H5Handle attribute(H5Aopen(file_.get(), name, H5P_DEFAULT), H5Aclose);
  std::uint64_t value = 0;
  if (!attribute.valid() || H5Aread(attribute.get(), H5T_NATIVE_UINT64, &value) < 0) {
    throw Fail(ErrorCode::kInput, "{}: the attribute \"{}\" is missing or no number: {}. Is this a file of a corpus?",
               path_, name, Reason());
  }
  return value;
}

std::string Hdf5Reader::TextAttribute(const char* name) const {
  const H5Handle attribute(H5Aopen(file_.get(), name, H5P_DEFAULT), H5Aclose);
  const H5Handle type(attribute.valid() ? H5Aget_type(attribute.get()) : -1, H5Tclose);
  std::string value;
  bool readable = type.valid() && H5Tget_class(type.get()) == H5T_STRING && H5Tis_variable_str(type.get()) == 0;
  if (readable) {
    value.resize(H5Tget_size(type.get()));
    readable = H5Aread(attribute.get(), type.get(), value.data()) >= 0;
  }
  if (!readable) {
    throw Fail(ErrorCode::kInput, "{}: the attribute \"{}\" is missing or no text: {}. Is this a file of a corpus?",
               path_, name, Reason());
  }
  return value;
}

bool Hdf5Reader::Has(const std::string& name) const { return H5Lexists(file_.get(), name.c_str(), H5P_DEFAULT) > 0; }

DatasetPlace Hdf5Reader::Place(const std::string& name) const {
  const auto fail = [&](const std::string& what) {
    return Fail(ErrorCode::kInput, "{}: dataset {}: {}. Was this file written by linkbert prepare?", path_, name, what);
  };
  const H5Handle set(H5Dopen2(file_.get(), name.c_str(), H5P_DEFAULT), H5Dclose);
  if (!set.valid()) throw fail(fmt::format("cannot be opened: {}", Reason()));
  const H5Handle space(H5Dget_space(set.get()), H5Sclose);
  const H5Handle type(H5Dget_type(set.get()), H5Tclose);
  const H5Handle create(H5Dget_create_plist(set.get()), H5Pclose);
  if (!space.valid() || !type.valid() || !create.valid()) throw fail(fmt::format("cannot be read: {}", Reason()));
  hsize_t count = 0;
  if (H5Sget_simple_extent_ndims(space.get()) != 1 || H5Sget_simple_extent_dims(space.get(), &count, nullptr) != 1) {
    throw fail("is not one-dimensional");
  }
  const std::size_t width = H5Tget_size(type.get());
  if (H5Tget_class(type.get()) != H5T_INTEGER || H5Tget_sign(type.get()) != H5T_SGN_NONE ||
      (width > 1 && H5Tget_order(type.get()) != H5T_ORDER_LE)) {
    throw fail("does not hold little-endian unsigned integers");
  }
  if (H5Pget_layout(create.get()) != H5D_CONTIGUOUS) throw fail("is not contiguous, so it cannot be mapped");
  if (count == 0) return {0, 0, width};
  const haddr_t offset = H5Dget_offset(set.get());
  if (offset == HADDR_UNDEF) throw fail("has no place in the file");
  return {offset, count, width};
}

}  // namespace linkbert
