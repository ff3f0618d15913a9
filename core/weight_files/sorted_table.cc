#include "core/weight_files/sorted_table.h"

#include <cstdint>

#include "base/crc32c.h"
#include "core/weight_files/wire_bytes.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kMagic = 0xDB4775248B80FB57u;
constexpr std::size_t kFooter = 48;           // two places of blocks, padded; the magic
constexpr std::size_t kTrailer = 5;           // behind a block: how it is compressed, its checksum
constexpr std::size_t kMaxKey = 1024;         // bytes; a variable's name
constexpr std::size_t kMaxEntries = 100'000;  // BERT-large with its optimizer's slots has 1,200
constexpr char kPlain = 0, kSnappy = 1;

class Table {
 public:
  Table(std::string_view file, const std::string& where) : file_(file), where_(where) {}

  std::vector<TableEntry> Read() const {
    if (file_.size() < kFooter) throw Damaged(fmt::format("it has {} bytes", file_.size()));
    WireBytes footer(file_.substr(file_.size() - kFooter), where_, "the footer");
    WireBytes end(file_.substr(file_.size() - sizeof(kMagic)), where_, "the footer");
    if (const auto magic = end.Number<std::uint64_t>(); magic != kMagic)
      throw Damaged(fmt::format("it ends with {:016x}, wanted {:016x}", magic, kMagic));
    TakeBlock(footer);  // of other data; TensorFlow's is empty
    std::vector<TableEntry> blocks, entries;
    ReadEntries(TakeBlock(footer), blocks);
    for (const TableEntry& block : blocks) {
      WireBytes place(block.value, where_, "the list of blocks");
      ReadEntries(TakeBlock(place), entries);
    }
    return entries;
  }

 private:
  // The content of the block whose place comes next.
  std::string_view TakeBlock(WireBytes& place) const {
    const std::uint64_t offset = place.Varint();
    const std::uint64_t size = place.Varint();
    const std::size_t limit = file_.size() - kFooter;
    if (offset > limit || size > limit - offset || limit - offset - size < kTrailer)
      throw Damaged(fmt::format("a block of {} bytes at byte {} of {}", size, offset, file_.size()));
    WireBytes trailer(file_.substr(offset + size, kTrailer), where_, "a block");
    const char compression = trailer.Take(1).front();
    if (const auto wanted = trailer.Number<std::uint32_t>();
        MaskedCrc32c(Crc32c(file_.substr(offset, size + 1))) != wanted)
      throw Damaged(fmt::format("the block at byte {} differs from its CRC-32C", offset));
    if (compression != kPlain) throw Compressed(offset, compression);
    return file_.substr(offset, size);
  }

  // Behind those that `entries` has, which their keys must follow.
  void ReadEntries(std::string_view block, std::vector<TableEntry>& entries) const {
    constexpr std::size_t kPlace = sizeof(std::uint32_t);  // of an entry whose key is whole; their number comes last
    if (block.size() < kPlace) throw Damaged("a block without its number of restarts");
    const auto restarts = WireBytes(block.substr(block.size() - kPlace), where_, "a block").Number<std::uint32_t>();
    if (restarts > block.size() / kPlace - 1) throw Damaged(fmt::format("a block with {} restarts", restarts));
    WireBytes bytes(block.substr(0, block.size() - (std::size_t{restarts} + 1) * kPlace), where_, "a block");
    std::string key;
    while (!bytes.empty()) {
      const std::uint64_t shared = bytes.Varint();
      const std::uint64_t own = bytes.Varint();
      const std::uint64_t value = bytes.Varint();
      if (shared > key.size() || own > kMaxKey || shared + own > kMaxKey)
        throw Damaged(
            fmt::format("a key that shares {} bytes with the {} before it and has {} more", shared, key.size(), own));
      key = key.substr(0, shared).append(bytes.Take(own));
      if (!entries.empty() && key <= entries.back().key) throw Damaged("its keys do not ascend");
      if (entries.size() == kMaxEntries) throw Damaged(fmt::format("it has more than {} keys", kMaxEntries));
      entries.push_back({key, bytes.Take(value)});
    }
  }

  Error Damaged(const std::string& what) const { return WireBytes({}, where_, "the table").Damaged(what); }

  Error Compressed(std::uint64_t offset, char compression) const {
    return Fail(
        ErrorCode::kInput,
        "{}: the block at byte {} is compressed ({}), wanted plain ones, as TensorFlow's Saver writes them. Load "
        "the checkpoint in TensorFlow and save it again.",
        where_, offset,
        compression == kSnappy ? "snappy" : fmt::format("kind {}", static_cast<unsigned char>(compression)));
  }

  std::string_view file_;
  const std::string& where_;
};

}  // namespace

std::vector<TableEntry> ReadSortedTable(std::string_view file, const std::string& where) {
  return Table(file, where).Read();
}

}  // namespace linkbert
