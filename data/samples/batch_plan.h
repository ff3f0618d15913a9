// BatchPlan: which rank takes which samples of a global batch, in which micro-batches.
//
// Flow: lengths of the G samples -> [PlanBatch] -> BatchBuilder. A function of its arguments alone, in integers, so
// that every rank computes the same plan without talking. Samples go longest first to the rank with the least work
// (LPT), then within a rank to the micro-batch with the least work that has room. Work of a sample of L tokens is L + c
// L^2: matrix products and attention. Ranks may get different numbers of micro-batches, and none where samples are
// fewer than ranks. Errors: kConfiguration for a sample longer than a micro-batch.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace linkbert {

struct BatchPlanOptions {
  std::int64_t ranks = 1;
  std::int64_t micro_batch_tokens = 16384;
  // c = 1 / (6 hidden): a layer costs 24 hidden^2 per token in matrix products and 4 hidden L in attention.
  double attention_cost = 1.0 / (6 * 768);
};

struct BatchPlan {
  using MicroBatch = std::vector<std::uint32_t>;  // slots: places in the global batch, ascending
  std::vector<std::vector<MicroBatch>> ranks;     // [rank][micro-batch]
  double fill;                                    // tokens over the capacity of all micro-batches, in (0, 1]
  double imbalance;                               // work of the busiest rank over the mean, at least 1
};

// lengths: [G] tokens of each sample.
BatchPlan PlanBatch(std::span<const std::uint32_t> lengths, const BatchPlanOptions& options);

}  // namespace linkbert
