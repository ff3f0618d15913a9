// Softmax cross entropy over rows of logits, in place: the logits become their gradient, nothing else is stored.
//
// R rows, C classes. Used by the masked-token loss (C = vocabulary) and the relation loss (C = 3).
#pragma once
#include <cstdint>
#include <vector>

namespace linkbert {

struct CrossEntropy {
  double loss_sum = 0.0;           // summed over rows, in row order
  std::vector<std::int32_t> best;  // [R] class with the largest logit, the lowest of equals
};

// logits_RC + bias_C are the logits. labels_R in [0, classes).
CrossEntropy CrossEntropyForward(const float* logits_RC, const float* bias_C, const std::int32_t* labels_R,
                                 std::int64_t rows, std::int64_t classes);

// As above, and logits_RC becomes scale * d(loss_sum)/d(logits), whose column sums are added to grad_bias_C.
CrossEntropy CrossEntropyForwardBackward(float* logits_RC, const float* bias_C, const std::int32_t* labels_R,
                                         std::int64_t rows, std::int64_t classes, float scale, float* grad_bias_C);

}  // namespace linkbert
