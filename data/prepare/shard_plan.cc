#include "data/prepare/shard_plan.h"

namespace linkbert {

bool ShardPlan::IsFull(const PlannedShard& shard) const {
  return shard.tokens >= shard_tokens_ || documents_ - shard.first_document == kMostDocuments;
}

void ShardPlan::AddItem(const NamesPart& part, const std::vector<std::size_t>& kept) {
  for (const std::size_t i : kept) {
    if (shards_.empty() || IsFull(shards_.back())) {
      shards_.push_back({.first_document = documents_, .first_segment = segments_});
    }
    PlannedShard& shard = shards_.back();
    std::vector<ItemSlice>& slices = shard.slices;
    if (slices.empty() || slices.back().item != items_ || slices.back().first + slices.back().count != i) {
      slices.push_back({items_, i, 0});
    }
    ++slices.back().count;
    ++documents_;
    segments_ += part.documents[i].segments;
    shard.segments += part.documents[i].segments;
    shard.tokens += part.documents[i].tokens;
  }
  ++items_;
}

}  // namespace linkbert
