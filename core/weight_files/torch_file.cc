#include "core/weight_files/torch_file.h"

#include <minizip/unzip.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string_view>

#include "base/error.h"
#include "core/weight_files/pickle_machine.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kMaxPickle = 64 << 20;  // bytes; BERT-large needs 0.1 MB
constexpr std::string_view kPickle = "/data.pkl";
// Elements of all tensors of a storage over the storage's: tied weights share one, two or three at a time. Whoever
// copies the tensors out of the file needs so many times its size.
constexpr std::int64_t kMostViews = 8;
constexpr std::int64_t kFewElements = 1 << 20;  // in all: not worth a look

struct CloseZip {
  void operator()(void* zip) const { ::unzClose(zip); }
};

// A zip file whose entries are stored as they are, and no more than the file holds.
class StoredZip {
 public:
  explicit StoredZip(const std::string& path) : path_(path), zip_(::unzOpen64(path.c_str())) {
    if (!zip_) throw Damaged("it is no whole zip file");
    const std::uint64_t limit = std::filesystem::file_size(path);
    std::uint64_t sum = 0;
    for (int status = ::unzGoToFirstFile(zip_.get()); status != UNZ_END_OF_LIST_OF_FILE;
         status = ::unzGoToNextFile(zip_.get())) {
      if (status != UNZ_OK) throw Damaged("its table of contents cannot be read");
      const Entry entry = Current();
      sum += std::min(entry.bytes, limit);
      if (entry.bytes > limit || sum > limit) throw Damaged("its entries are larger than the file");
      if (!entries_.emplace(entry.name, entry).second) throw Damaged(fmt::format("it has {} twice", entry.name));
    }
  }

  // The one entry that ends so, without that end.
  std::string PrefixOf(std::string_view end) const {
    for (const auto& [name, entry] : entries_) {
      if (name.ends_with(end) && name.find('/') == name.size() - end.size()) {
        return name.substr(0, name.size() - end.size());
      }
    }
    throw Damaged(fmt::format("it has no NAME{}", end));
  }

  std::string Read(const std::string& name) const {
    const auto found = entries_.find(name);
    if (found == entries_.end()) throw Damaged(fmt::format("it has no {}", name));
    Entry entry = found->second;
    if (::unzGoToFilePos64(zip_.get(), &entry.place) != UNZ_OK || ::unzOpenCurrentFile(zip_.get()) != UNZ_OK) {
      throw Damaged(fmt::format("{} cannot be opened", name));
    }
    std::string bytes(entry.bytes, '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
      const auto piece = static_cast<unsigned>(std::min<std::size_t>(bytes.size() - have, 1 << 30));
      const int read = ::unzReadCurrentFile(zip_.get(), bytes.data() + have, piece);
      if (read <= 0) break;
      have += static_cast<std::size_t>(read);
    }
    // Closing compares the CRC-32 of what was read.
    if (const int status = ::unzCloseCurrentFile(zip_.get()); have < bytes.size() || status != UNZ_OK) {
      throw Damaged(fmt::format("{} {}", name, status == UNZ_CRCERROR ? "differs from its CRC-32" : "is cut off"));
    }
    return bytes;
  }

  std::uint64_t Bytes(const std::string& name) const { return entries_.at(name).bytes; }

  Error Damaged(const std::string& what) const {
    return Fail(ErrorCode::kInput, "{}: not weights as torch.save writes them: {}. Copy it again.", path_, what);
  }

 private:
  struct Entry {
    std::string name;
    std::uint64_t bytes;
    unz64_file_pos place;
  };

  Entry Current() const {
    unz_file_info64 info{};
    std::string name(1024, '\0');
    if (::unzGetCurrentFileInfo64(zip_.get(), &info, name.data(), name.size(), nullptr, 0, nullptr, 0) != UNZ_OK ||
        info.size_filename >= name.size()) {
      throw Damaged("its table of contents cannot be read");
    }
    name.resize(info.size_filename);
    if (info.compression_method != 0 || info.compressed_size != info.uncompressed_size || (info.flag & 1) != 0) {
      throw Damaged(fmt::format("{} is compressed or encrypted", name));
    }
    Entry entry{name, info.uncompressed_size, {}};
    if (::unzGetFilePos64(zip_.get(), &entry.place) != UNZ_OK) throw Damaged("its table of contents cannot be read");
    return entry;
  }

  const std::string& path_;
  std::unique_ptr<void, CloseZip> zip_;
  std::map<std::string, Entry> entries_;
};

std::int64_t BytesOf(std::string_view dtype) {
  if (dtype == "F64" || dtype == "I64") return 8;
  if (dtype == "F32" || dtype == "I32") return 4;
  return dtype == "F16" || dtype == "BF16" || dtype == "I16" ? 2 : 1;
}

bool IsRowMajor(const PickledTensor& tensor) {
  std::int64_t gap = 1;
  for (std::size_t d = tensor.shape.size(); d-- > 0;) {
    if (tensor.shape[d] != 1 && tensor.strides[d] != gap) return false;
    gap *= tensor.shape[d];
  }
  return true;
}

// Whether all elements lie in the storage, at places of their own as far as counting tells.
bool Fits(const PickledTensor& tensor) {
  bool overflow = false;
  std::int64_t elements = 1, last = tensor.offset;
  for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
    if (tensor.shape[d] == 0) return tensor.offset >= 0 && tensor.offset <= tensor.storage_elements;
    std::int64_t reach = 0;
    overflow |= tensor.strides[d] < 0 || __builtin_mul_overflow(elements, tensor.shape[d], &elements) ||
                __builtin_mul_overflow(tensor.shape[d] - 1, tensor.strides[d], &reach) ||
                __builtin_add_overflow(last, reach, &last);
  }
  return !overflow && tensor.offset >= 0 && last < tensor.storage_elements && elements <= tensor.storage_elements;
}

// Of a tensor that fits, which has no more than its storage.
std::int64_t Elements(const PickledTensor& tensor) {
  std::int64_t elements = 1;
  for (const std::int64_t size : tensor.shape) elements *= size;
  return elements;
}

// Files from before torch 1.6 begin with a pickled magic number.
void RequireZip(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char start[2] = {};
  if (!file.read(start, 2)) throw Fail(ErrorCode::kInput, "{}: cannot be read, or is empty.", path);
  if (std::string_view(start, 2) != "\x80\x02") return;
  throw Fail(
      ErrorCode::kInput,
      "{}: was written by torch before 1.6, or with the old form asked for; wanted its zip form. If you trust it, "
      "load it in Python and save it as model.safetensors.",
      path);
}

}  // namespace

TorchFile::TorchFile(const std::string& path) : path_(path) {
  RequireZip(path);
  const StoredZip zip(path_);
  const std::string folder = zip.PrefixOf(kPickle);
  const std::string pickle_name = fmt::format("{}{}", folder, kPickle);
  if (zip.Bytes(pickle_name) > kMaxPickle) throw zip.Damaged(fmt::format("{} is too large", pickle_name));
  const std::string pickle = zip.Read(pickle_name);
  std::map<std::string, std::int64_t> viewed;  // elements by storage
  for (const PickledTensor& tensor : ReadPickledTensors(pickle, fmt::format("{}: {}", path, pickle_name))) {
    const auto [storage, fresh] = storages_.try_emplace(tensor.storage);
    if (fresh) storage->second = zip.Read(fmt::format("{}/data/{}", folder, tensor.storage));
    const std::int64_t width = BytesOf(tensor.dtype);
    const auto held = static_cast<std::int64_t>(storage->second.size()) / width;
    if (tensor.storage_elements > held || !Fits(tensor)) {
      throw Fail(ErrorCode::kInput, "{}: tensor \"{}\" reaches beyond its storage {} of {} elements.", path,
                 tensor.name, tensor.storage, held);
    }
    std::int64_t& elements = viewed[tensor.storage];
    elements += Elements(tensor);
    if (elements > kFewElements && elements / kMostViews > held) {
      throw Fail(ErrorCode::kInput, "{}: the tensors of storage {} have more than {} times its {} elements.", path,
                 tensor.storage, kMostViews, held);
    }
    const std::span<const std::byte> data = std::as_bytes(std::span(storage->second));
    tensors_.push_back({tensor.name, tensor.dtype, tensor.shape,
                        data.subspan(static_cast<std::size_t>(tensor.offset * width)),
                        IsRowMajor(tensor) ? std::vector<std::int64_t>{} : tensor.strides});
  }
}

}  // namespace linkbert
