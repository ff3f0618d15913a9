// TokenLists: the tokens of an item's documents in one work file, of which any list can be read by itself.
//
// Flow: encode -> WriteTokenLists -> work/tokens-* -> [TokenLists] -> duplicates, lexical links, shards.
// Layout: the number of lists, where each begins and the last ends (uint64, tokens), the tokens (int32), XXH3-64 of it
// all. Mapped: only what is touched takes memory. Immutable; safe from any thread. Errors: as data/prepare/work_file.h.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/mapped_file.h"

namespace linkbert {

void WriteTokenLists(const std::string& path, const std::vector<std::vector<std::int32_t>>& lists);

class TokenLists {
 public:
  // Checks the whole file.
  explicit TokenLists(const std::string& path);

  std::size_t size() const { return offsets_.size() - 1; }
  // Requires: list < size(). Valid as long as this object.
  std::span<const std::int32_t> operator[](std::size_t list) const {
    return tokens_.subspan(offsets_[list], offsets_[list + 1] - offsets_[list]);
  }

 private:
  void Check();

  MappedFile file_;
  std::span<const std::uint64_t> offsets_;
  std::span<const std::int32_t> tokens_;
};

}  // namespace linkbert
