#include "core/kernels/value_loss.h"

#include <algorithm>
#include <cmath>

namespace linkbert {
namespace {

struct Value {
  double loss;
  double slope;
};

Value SquaredError(double logit, double target) {
  const double difference = logit - target;
  return {difference * difference, 2 * difference};
}

// log(1 + exp(-|x|)) cannot overflow.
Value BinaryCrossEntropy(double logit, double target) {
  const double small = std::exp(-std::abs(logit));
  const double probability = (logit >= 0 ? 1 : small) / (1 + small);
  return {std::max(logit, 0.0) - logit * target + std::log1p(small), probability - target};
}

Value At(ValueLoss loss, double logit, double target) {
  return loss == ValueLoss::kSquaredError ? SquaredError(logit, target) : BinaryCrossEntropy(logit, target);
}

}  // namespace

double ValueLossForward(ValueLoss loss, const float* logits, const float* targets, std::int64_t count) {
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += At(loss, logits[i], targets[i]).loss;
  return sum;
}

double ValueLossForwardBackward(ValueLoss loss, float* logits, const float* targets, std::int64_t count, double scale) {
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const Value value = At(loss, logits[i], targets[i]);
    sum += value.loss;
    logits[i] = static_cast<float>(scale * value.slope);
  }
  return sum;
}

}  // namespace linkbert
