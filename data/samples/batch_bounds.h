// BatchBounds: the most that a micro-batch of some plan holds; what a model's working memory is sized by.
//
// Flow: Batch or BatchPlan -> [BatchBounds] -> Reserve of a model, between steps. Plain values; pure.
#pragma once
#include <cstdint>
#include <span>

#include "data/samples/batch.h"
#include "data/samples/batch_plan.h"

namespace linkbert {

struct BatchBounds {
  std::int64_t tokens = 0;
  std::int64_t sequences = 0;
  std::int64_t masked = 0;     // rows of the masked-token loss
  std::int64_t relations = 0;  // rows of the relation loss

  // The smallest bounds that hold both.
  void Cover(const BatchBounds& other);
  friend bool operator==(const BatchBounds&, const BatchBounds&) = default;
};

BatchBounds BoundsOf(const Batch& batch);

// Of a rank's micro-batches, from lengths alone: without rows of losses, which the plan does not know. sequences: of
// each sample.
BatchBounds BoundsOf(const BatchPlan& plan, std::int64_t rank, std::span<const std::uint32_t> lengths,
                     std::int64_t sequences = 1);

}  // namespace linkbert
