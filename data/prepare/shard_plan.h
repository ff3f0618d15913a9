// ShardPlan: which documents go into which shard: cut by source order and token counts alone, never by rank.
//
// Flow: NamesParts in item order -> [ShardPlan] -> ShardWriter; the blocks of lexical links are cut alike. Built alike
// by every rank. 24 bytes a slice. One thread.
#pragma once
#include <cstdint>
#include <vector>

#include "data/prepare/work_file.h"

namespace linkbert {

// Consecutive documents of one item.
struct ItemSlice {
  std::size_t item;
  std::uint64_t first;  // document of the item
  std::uint64_t count;
};

struct PlannedShard {
  std::uint64_t first_document = 0;
  std::uint64_t first_segment = 0;
  std::uint64_t segments = 0;
  std::uint64_t tokens = 0;
  std::vector<ItemSlice> slices = {};
};

class ShardPlan {
 public:
  // Of very short documents: prepare holds those of a shard in memory.
  static constexpr std::uint64_t kMostDocuments = 1 << 17;

  // A shard ends with the document that brings it to `shard_tokens`, or to kMostDocuments.
  explicit ShardPlan(std::uint64_t shard_tokens) : shard_tokens_(shard_tokens) {}

  // The next item of the source, of which the documents of the numbers `kept`, ascending, go into the corpus.
  void AddItem(const NamesPart& part, const std::vector<std::size_t>& kept);
  const std::vector<PlannedShard>& shards() const { return shards_; }
  std::uint64_t documents() const { return documents_; }

 private:
  bool IsFull(const PlannedShard& shard) const;

  std::uint64_t shard_tokens_;
  std::vector<PlannedShard> shards_;
  std::size_t items_ = 0;
  std::uint64_t documents_ = 0;
  std::uint64_t segments_ = 0;
};

}  // namespace linkbert
