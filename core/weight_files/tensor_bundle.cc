#include "core/weight_files/tensor_bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/weight_files/sorted_table.h"
#include "core/weight_files/wire_bytes.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kMaxShards = 99'999;   // five digits in a file's name
constexpr std::uint64_t kMaxIndex = 16 << 20;  // bytes; BERT-large with its optimizer's slots has 0.1 MB
constexpr std::uint64_t kVersion = 1;          // of the format, as far as a reader must know
constexpr std::string_view kObjectGraph = "_CHECKPOINTABLE_OBJECT_GRAPH";

struct DType {
  std::uint64_t number;  // TensorFlow's
  const char* name;
  std::uint64_t bytes;
};

constexpr std::array<DType, 14> kTypes = {{{1, "F32", 4},
                                           {2, "F64", 8},
                                           {3, "I32", 4},
                                           {4, "U8", 1},
                                           {5, "I16", 2},
                                           {6, "I8", 1},
                                           {8, "C64", 8},
                                           {9, "I64", 8},
                                           {10, "BOOL", 1},
                                           {14, "BF16", 2},
                                           {17, "U16", 2},
                                           {19, "F16", 2},
                                           {22, "U32", 4},
                                           {23, "U64", 8}}};

class IndexReader {
 public:
  IndexReader(std::string_view file, const std::string& where) : file_(file), where_(where) {}

  TensorBundle Read() {
    if (file_.size() > kMaxIndex)
      throw Damaged(fmt::format("it has {} bytes, wanted at most {}", file_.size(), kMaxIndex));
    const std::vector<TableEntry> table = ReadSortedTable(file_, where_);
    if (table.empty() || !table.front().key.empty()) throw Damaged("it has no header");
    ReadHeader(table.front().value);
    const auto is_graph = [](const TableEntry& entry) { return entry.key == kObjectGraph; };
    if (std::ranges::any_of(table, is_graph)) {
      throw Fail(
          ErrorCode::kInput,
          "{}: is a checkpoint of TensorFlow 2's objects ({}), wanted one of variables by name, as TensorFlow 1's "
          "Saver writes it. Save the model with transformers, as model.safetensors.",
          where_, kObjectGraph);
    }
    for (std::size_t i = 1; i < table.size(); ++i) ReadEntry(table[i]);
    return std::move(bundle_);
  }

 private:
  void ReadHeader(std::string_view bytes) {
    WireBytes header(bytes, where_, "the header");
    while (!header.empty()) {
      const WireField field = TakeField(header);
      if (field.id == 1) bundle_.shards = field.number;
      if (field.id == 2 && field.number != 0)
        throw Fail(ErrorCode::kInput, "{}: its numbers are big endian, wanted little endian.", where_);
      if (field.id == 3) RequireVersion(field.bytes);
    }
    if (bundle_.shards == 0 || bundle_.shards > kMaxShards)
      throw Damaged(fmt::format("it names {} data files", bundle_.shards));
  }

  void RequireVersion(std::string_view bytes) const {
    WireBytes version(bytes, where_, "the version");
    while (!version.empty()) {
      const WireField field = TakeField(version);
      if (field.id == 2 && field.number > kVersion)
        throw Fail(ErrorCode::kInput, "{}: needs a reader of version {}, this program reads version {}.", where_,
                   field.number, kVersion);
    }
  }

  void ReadEntry(const TableEntry& from) {
    BundleEntry entry{from.key, {}, {}};
    std::uint64_t type_number = 0;
    WireBytes bytes(from.value, where_, "an entry");
    while (!bytes.empty()) {
      const WireField field = TakeField(bytes);
      if (field.id == 1) type_number = field.number;
      if (field.id == 2) ReadShape(field.bytes, entry);
      if (field.id == 3) entry.shard = field.number;
      if (field.id == 4) entry.offset = field.number;
      if (field.id == 5) entry.bytes = field.number;
      if (field.id == 6) entry.masked_crc = static_cast<std::uint32_t>(field.number);
      if (field.id == 7) throw Refused(entry.name, "is divided into slices (a partitioned variable), wanted it whole");
    }
    const auto* const type = std::ranges::find(kTypes, type_number, &DType::number);
    if (type == kTypes.end())
      throw Refused(entry.name, fmt::format("has TensorFlow's type {}, no plain number", type_number));
    entry.dtype = type->name;
    if (entry.shard >= bundle_.shards)
      throw Refused(entry.name, fmt::format("is in data file {} of {}", entry.shard, bundle_.shards));
    RequireSize(entry, type->bytes);
    bundle_.entries.push_back(std::move(entry));
  }

  void ReadShape(std::string_view bytes, BundleEntry& entry) const {
    WireBytes shape(bytes, where_, "a shape");
    while (!shape.empty()) {
      const WireField field = TakeField(shape);
      if (field.id == 3 && field.number != 0) throw Refused(entry.name, "has no known shape");
      if (field.id != 2) continue;
      std::uint64_t size = 0;
      for (WireBytes dimension(field.bytes, where_, "a shape"); !dimension.empty();) {
        const WireField part = TakeField(dimension);
        if (part.id == 1) size = part.number;
      }
      if (size > std::uint64_t{INT64_MAX}) throw Refused(entry.name, "has a size below 0");
      entry.shape.push_back(static_cast<std::int64_t>(size));
    }
  }

  void RequireSize(const BundleEntry& entry, std::uint64_t width) const {
    std::uint64_t wanted = width;
    bool overflow = false;
    for (const std::int64_t size : entry.shape) {
      overflow |= __builtin_mul_overflow(wanted, static_cast<std::uint64_t>(size), &wanted);
      overflow |= wanted > std::uint64_t{INT64_MAX};
    }
    if (!overflow && wanted == entry.bytes) return;
    throw Refused(entry.name, fmt::format("has {} bytes, its shape [{}] and type {} want {}", entry.bytes,
                                          fmt::join(entry.shape, ", "), entry.dtype,
                                          overflow ? std::string("more than 2^63") : fmt::format("{}", wanted)));
  }

  Error Damaged(const std::string& what) const { return WireBytes({}, where_, "the table").Damaged(what); }
  Error Refused(const std::string& name, const std::string& what) const {
    return Fail(ErrorCode::kInput, "{}: tensor \"{}\" {}.", where_, name, what);
  }

  std::string_view file_;
  const std::string& where_;
  TensorBundle bundle_;
};

}  // namespace

TensorBundle ParseTensorBundle(std::string_view file, const std::string& where) {
  return IndexReader(file, where).Read();
}

std::string BundleShardPath(const std::string& index, std::uint64_t shard, std::uint64_t shards) {
  return fmt::format("{}.data-{:05}-of-{:05}", index.substr(0, index.rfind('.')), shard, shards);
}

}  // namespace linkbert
