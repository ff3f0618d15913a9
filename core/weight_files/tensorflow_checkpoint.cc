#include "core/weight_files/tensorflow_checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "base/atomic_file.h"
#include "base/crc32c.h"
#include "base/error.h"
#include "core/weight_files/tensorflow_names.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

constexpr char kSaverFile[] = "checkpoint";  // a text; the Saver's name for it
constexpr std::string_view kTensorIndexEnd = ".index";
constexpr std::string_view kDataEnd = ".data-";

// The last part of the path in: model_checkpoint_path: "/where/it/was/model.ckpt-1000". Empty where there is none.
std::string NamedByState(const std::string& folder) {
  const std::string path = folder + "/" + kSaverFile;
  if (!fs::is_regular_file(path)) return "";
  const std::string text = ReadFile(path);
  constexpr std::string_view kKey = "model_checkpoint_path:";
  // all_model_checkpoint_paths: comes on lines of its own.
  const std::size_t key = text.starts_with(kKey) ? 0 : text.find(fmt::format("\n{}", kKey));
  if (key == std::string::npos) return "";
  const std::size_t open = text.find('"', key);
  const std::size_t close = open == std::string::npos ? open : text.find('"', open + 1);
  if (close == std::string::npos) return "";
  return fs::path(text.substr(open + 1, close - open - 1)).filename().string();
}

}  // namespace

std::optional<std::string> FindTensorFlowCheckpoint(const std::string& folder) {
  std::vector<std::string> found;
  std::string data;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(kTensorIndexEnd)) found.push_back(name.substr(0, name.size() - kTensorIndexEnd.size()));
    if (name.find(kDataEnd) != std::string::npos) data = name;
  }
  if (found.empty() && data.empty()) return std::nullopt;
  if (found.empty()) {
    throw Fail(ErrorCode::kInput, "{}/{}{}: is missing: {} is the data of a TensorFlow checkpoint. Copy its index too.",
               folder, data.substr(0, data.rfind(kDataEnd)), kTensorIndexEnd, data);
  }
  if (found.size() == 1) return found.front() + std::string(kTensorIndexEnd);
  std::ranges::sort(found);
  const std::string named = NamedByState(folder);
  if (std::ranges::find(found, named) != found.end()) return named + std::string(kTensorIndexEnd);
  throw Fail(
      ErrorCode::kInput,
      "{}: holds {} TensorFlow checkpoints: {}; {}. Write model_checkpoint_path: \"{}\" into {}/{}, or keep one.",
      folder, found.size(), fmt::join(found, ", "),
      named.empty() ? fmt::format("no file {} says which one is meant", kSaverFile)
                    : fmt::format("its file {} names {}", kSaverFile, named),
      found.back(), folder, kSaverFile);
}

std::optional<std::string> TensorFlowIndexOf(const std::string& model) {
  const auto index_of = [](const std::string& prefix) { return fmt::format("{}{}", prefix, kTensorIndexEnd); };
  if (fs::is_regular_file(index_of(model))) return index_of(model);
  if (!fs::is_regular_file(model)) return std::nullopt;
  const fs::path path(model);
  const std::string name = path.filename().string();
  const std::size_t data = name.rfind(kDataEnd);
  const std::string prefix = data != std::string::npos ? name.substr(0, data) : path.stem().string();
  const std::string index = index_of((path.parent_path() / prefix).string());
  const bool named = data != std::string::npos || path.extension() == kTensorIndexEnd || path.extension() == ".meta";
  return named && fs::is_regular_file(index) ? std::optional(index) : std::nullopt;
}

TensorFlowCheckpoint::TensorFlowCheckpoint(const std::string& index) : path_(index) {
  const MappedFile file(index);
  const TensorBundle bundle = ParseTensorBundle({reinterpret_cast<const char*>(file.data()), file.size()}, path_);
  for (const BundleEntry& entry : bundle.entries) Keep(entry, Place(entry, bundle.shards));
}

std::span<const std::byte> TensorFlowCheckpoint::Place(const BundleEntry& entry, std::uint64_t shards) {
  const std::string path = BundleShardPath(path_, entry.shard, shards);
  auto shard = shards_.find(entry.shard);
  if (shard == shards_.end()) {
    if (!fs::exists(path))
      throw Fail(ErrorCode::kInput, "{}: is missing: {} says that \"{}\" is there. Copy it too.", path, path_,
                 entry.name);
    shard = shards_.emplace(entry.shard, MappedFile(path)).first;
  }
  const std::span<const std::byte> data(shard->second.data(), shard->second.size());
  if (entry.offset > data.size() || entry.bytes > data.size() - entry.offset) {
    throw Fail(
        ErrorCode::kInput,
        "{}: has {} bytes, but tensor \"{}\" is said to be {} bytes at {}. It was probably cut off; copy it again.",
        path, data.size(), entry.name, entry.bytes, entry.offset);
  }
  // Each byte is of one tensor: a few bytes of index cannot claim more memory than there is data.
  std::uint64_t& used = used_[entry.shard];
  if (entry.bytes > data.size() - used)
    throw Fail(ErrorCode::kInput, "{}: its tensors have more bytes than the {} of {}.", path_, data.size(), path);
  used += entry.bytes;
  return data.subspan(entry.offset, entry.bytes);
}

void TensorFlowCheckpoint::Keep(const BundleEntry& entry, std::span<const std::byte> data) {
  const std::optional<TensorFlowName> as = ParameterOfVariable(entry.name);
  if (!as) return;
  if (MaskedCrc32c(Crc32c(data.data(), data.size())) != entry.masked_crc) {
    throw Fail(ErrorCode::kInput, "{}: tensor \"{}\" of data file {} differs from its CRC-32C. Copy the files again.",
               path_, entry.name, entry.shard);
  }
  StoredTensor tensor{as->name, entry.dtype, entry.shape, data};
  if (as->transposed) {
    if (entry.shape.size() != 2)
      throw Fail(ErrorCode::kInput, "{}: tensor \"{}\" has shape [{}], wanted a matrix.", path_, entry.name,
                 fmt::join(entry.shape, ", "));
    tensor.shape = {entry.shape[1], entry.shape[0]};
    tensor.strides = {1, entry.shape[1]};
  }
  tensors_.push_back(std::move(tensor));
}

}  // namespace linkbert
