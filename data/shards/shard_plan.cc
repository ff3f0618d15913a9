#include "data/shards/shard_plan.h"

namespace linkbert {

void ShardPlan::AddItem(const NamesPart& part, const std::vector<std::size_t>& kept) {
  for (const std::size_t i : kept) {
    if (shards_.empty() || open_tokens_ >= shard_tokens_ || open_documents_ == kMostDocuments) {
      shards_.push_back({documents_, segments_, {}});
      open_tokens_ = open_documents_ = 0;
    }
    std::vector<ItemSlice>& slices = shards_.back().slices;
    if (slices.empty() || slices.back().item != items_ || slices.back().first + slices.back().count != i) {
      slices.push_back({items_, i, 0});
    }
    ++slices.back().count;
    ++documents_;
    ++open_documents_;
    segments_ += part.documents[i].segments;
    open_tokens_ += part.documents[i].tokens;
  }
  ++items_;
}

}  // namespace linkbert
