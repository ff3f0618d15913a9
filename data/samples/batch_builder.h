// BuildBatch: samples concatenated into one micro-batch, without padding.
//
// Flow: SampleSource + BatchPlan -> [BuildBatch] -> Batch -> model. Pure; safe from any thread.
#pragma once
#include <cstdint>
#include <span>

#include "data/samples/batch.h"
#include "data/samples/sample.h"

namespace linkbert {

void AppendSample(const Sample& sample, Batch& batch);

// The samples first + slots[0], first + slots[1], ... in this order.
Batch BuildBatch(const SampleSource& source, std::uint64_t first, std::span<const std::uint32_t> slots);

}  // namespace linkbert
