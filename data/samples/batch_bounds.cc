#include "data/samples/batch_bounds.h"

#include <algorithm>

namespace linkbert {

void BatchBounds::Cover(const BatchBounds& other) {
  tokens = std::max(tokens, other.tokens);
  sequences = std::max(sequences, other.sequences);
  masked = std::max(masked, other.masked);
  relations = std::max(relations, other.relations);
}

BatchBounds BoundsOf(const Batch& batch) {
  return {.tokens = batch.tokens(),
          .sequences = batch.sequences(),
          .masked = batch.masked(),
          .relations = static_cast<std::int64_t>(batch.relation.size())};
}

BatchBounds BoundsOf(const BatchPlan& plan, std::int64_t rank, std::span<const std::uint32_t> lengths,
                     std::int64_t sequences) {
  BatchBounds bounds;
  for (const BatchPlan::MicroBatch& slots : plan.ranks[static_cast<std::size_t>(rank)]) {
    BatchBounds micro{.sequences = sequences * static_cast<std::int64_t>(slots.size())};
    for (const std::uint32_t slot : slots) micro.tokens += lengths[slot];
    bounds.Cover(micro);
  }
  return bounds;
}

}  // namespace linkbert
