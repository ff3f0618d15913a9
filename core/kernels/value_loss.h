// Losses of logits against numbers, one a logit: squared error (regression) and binary cross entropy (multi-label).
//
// Both sum over all elements: divided by rows x columns they are torch's MSELoss and BCEWithLogitsLoss. For a few
// thousand logits: plain loops in double precision.
#pragma once
#include <cstdint>

namespace linkbert {

enum class ValueLoss : std::uint8_t { kSquaredError, kBinaryCrossEntropy };

// Sum over `count` logits against targets (0 to 1 for the cross entropy).
double ValueLossForward(ValueLoss loss, const float* logits, const float* targets, std::int64_t count);

// As above, and logits become scale * d(sum) / d(logits).
double ValueLossForwardBackward(ValueLoss loss, float* logits, const float* targets, std::int64_t count, double scale);

}  // namespace linkbert
