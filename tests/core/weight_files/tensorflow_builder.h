// Builds checkpoints as TensorFlow 1's Saver writes them, and as nobody should: each layer of the index by itself.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "base/crc32c.h"
#include "tests/core/weight_files/torch_builder.h"

namespace linkbert::test {

using KeyValues = std::vector<std::pair<std::string, std::string>>;

inline std::string Varint(std::uint64_t number) {
  std::string bytes;
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
  return bytes + static_cast<char>(number);
}

// Fields of a message.
inline std::string NumberField(std::uint64_t id, std::uint64_t number) { return Varint(id << 3) + Varint(number); }
inline std::string BytesField(std::uint64_t id, const std::string& bytes) {
  return Varint(id << 3 | 2) + Varint(bytes.size()) + bytes;
}
inline std::string Fixed32Field(std::uint64_t id, std::uint32_t number) { return Varint(id << 3 | 5) + Little(number); }

// A block's content: keys without what they share with the one before; every third one whole.
inline std::string TableBlock(const KeyValues& entries) {
  std::string block, before, restarts;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& [key, value] = entries[i];
    std::size_t shared = 0;
    if (i % 3 == 0) {
      restarts += Little(static_cast<std::uint32_t>(block.size()));
    } else {
      while (shared < std::min(before.size(), key.size()) && before[shared] == key[shared]) ++shared;
    }
    block += Varint(shared) + Varint(key.size() - shared) + Varint(value.size()) + key.substr(shared) + value;
    before = key;
  }
  return block + restarts + Little(static_cast<std::uint32_t>(restarts.size() / 4));
}

class TableBuilder {
 public:
  // Returns the block's place.
  std::string Add(const std::string& block, char compression = 0) {
    const std::string place = Varint(file_.size()) + Varint(block.size());
    const std::string checked = block + compression;
    file_ += checked + Little(MaskedCrc32c(Crc32c(checked)));
    return place;
  }
  // The blocks listed by their last keys.
  std::string Finish(const KeyValues& last_key_and_place) {
    const std::string other = Add(TableBlock({}));
    std::string footer = other + Add(TableBlock(last_key_and_place));
    footer.resize(40, '\0');
    return file_ + footer + Little(std::uint64_t{0xDB4775248B80FB57u});
  }

 private:
  std::string file_;
};

// In blocks of `per_block` entries.
inline std::string Table(const KeyValues& entries, std::size_t per_block = 4) {
  TableBuilder table;
  KeyValues places;
  for (std::size_t first = 0; first < entries.size(); first += per_block) {
    const auto end = entries.begin() + static_cast<std::ptrdiff_t>(std::min(entries.size(), first + per_block));
    const KeyValues block(entries.begin() + static_cast<std::ptrdiff_t>(first), end);
    places.emplace_back(block.back().first, table.Add(TableBlock(block)));
  }
  return table.Finish(places);
}

struct Variable {
  std::vector<std::int64_t> shape;
  std::string data;
  std::uint64_t type = 1;  // float
  std::uint64_t shard = 0;
};

inline std::string ShapeMessage(const std::vector<std::int64_t>& shape) {
  std::string message;
  for (const std::int64_t size : shape)
    message += BytesField(2, size == 0 ? "" : NumberField(1, static_cast<std::uint64_t>(size)));
  return message;
}

inline std::string EntryMessage(const Variable& variable, std::uint64_t offset) {
  std::string entry = NumberField(1, variable.type) + BytesField(2, ShapeMessage(variable.shape));
  if (variable.shard != 0) entry += NumberField(3, variable.shard);
  if (offset != 0) entry += NumberField(4, offset);
  return entry + NumberField(5, variable.data.size()) + Fixed32Field(6, MaskedCrc32c(Crc32c(variable.data)));
}

inline std::string HeaderMessage(std::uint64_t shards) {
  return NumberField(1, shards) + BytesField(3, NumberField(1, 1));
}

// prefix.index and its data files; what a shard has not is empty.
inline void WriteCheckpoint(const std::string& prefix, const std::map<std::string, Variable>& variables,
                            std::uint64_t shards = 1) {
  KeyValues entries = {{"", HeaderMessage(shards)}};
  std::vector<std::string> data(shards);
  for (const auto& [name, variable] : variables) {
    entries.emplace_back(name, EntryMessage(variable, data.at(variable.shard).size()));
    data[variable.shard] += variable.data;
  }
  WriteFileAtomically(prefix + ".index", Table(entries));
  for (std::uint64_t shard = 0; shard < shards; ++shard) {
    std::string name(std::size_t{64}, '\0');
    name.resize(static_cast<std::size_t>(std::snprintf(name.data(), name.size(), ".data-%05d-of-%05d",
                                                       static_cast<int>(shard), static_cast<int>(shards))));
    WriteFileAtomically(prefix + name, data[shard]);
  }
}

}  // namespace linkbert::test
