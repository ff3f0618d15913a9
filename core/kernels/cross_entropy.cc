#include "core/kernels/cross_entropy.h"

#include <cmath>

#include "core/kernels/column_sums.h"
#include "core/kernels/parallel.h"
#include "core/kernels/row_operations.h"
#include "core/kernels/simd.h"
#include "core/kernels/vector_math.h"

namespace linkbert {
namespace {

LB_SIMD float LargestLogit(const float* logits, const float* bias, std::int64_t classes) {
  float largest = logits[0] + bias[0];
#pragma omp simd reduction(max : largest)
  for (std::int64_t c = 0; c < classes; ++c) {
    const float logit = logits[c] + bias[c];
    largest = largest > logit ? largest : logit;
  }
  return largest;
}

LB_SIMD float ExpSum(const float* logits, const float* bias, float largest, std::int64_t classes) {
  float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t c = 0; c < classes; ++c) sum += Exp(logits[c] + bias[c] - largest);
  return sum;
}

// logits = scale * exp(logits + bias - log_sum)
LB_SIMD void ScaledSoftmax(const float* bias, float log_sum, float scale, std::int64_t classes, float* logits) {
#pragma omp simd
  for (std::int64_t c = 0; c < classes; ++c) logits[c] = scale * Exp(logits[c] + bias[c] - log_sum);
}

// A row of a whole vocabulary is long and a batch has only a few hundred: small blocks keep all threads busy.
constexpr std::int64_t kBlock = 16;

struct Row {
  std::int32_t best;
  float log_sum;
  double loss;
};

Row ForwardRow(const float* logits, const float* bias, std::int32_t label, std::int64_t classes) {
  const float largest = LargestLogit(logits, bias, classes);
  std::int64_t best = 0;
  while (best + 1 < classes && logits[best] + bias[best] != largest) ++best;
  const float log_sum = largest + std::log(ExpSum(logits, bias, largest, classes));
  return {static_cast<std::int32_t>(best), log_sum,
          static_cast<double>(log_sum) - static_cast<double>(logits[label] + bias[label])};
}

CrossEntropy Collect(const std::vector<Row>& rows) {
  CrossEntropy result;
  for (const Row& row : rows) {
    result.loss_sum += row.loss;
    result.best.push_back(row.best);
  }
  return result;
}

}  // namespace

CrossEntropy CrossEntropyForward(const float* logits_RC, const float* bias_C, const std::int32_t* labels_R,
                                 std::int64_t rows, std::int64_t classes) {
  std::vector<Row> result(static_cast<std::size_t>(rows));
  at::parallel_for(0, rows, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      result[static_cast<std::size_t>(r)] = ForwardRow(logits_RC + r * classes, bias_C, labels_R[r], classes);
    }
  });
  return Collect(result);
}

CrossEntropy CrossEntropyForwardBackward(float* logits_RC, const float* bias_C, const std::int32_t* labels_R,
                                         std::int64_t rows, std::int64_t classes, float scale, float* grad_bias_C) {
  std::vector<Row> result(static_cast<std::size_t>(rows));
  ColumnSums sums(RowBlocks(rows, kBlock), classes);
  const auto do_block = [&](std::int64_t block, std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      float* logits = logits_RC + r * classes;
      const Row row = ForwardRow(logits, bias_C, labels_R[r], classes);
      ScaledSoftmax(bias_C, row.log_sum, scale, classes, logits);
      logits[labels_R[r]] -= scale;
      AddRow(logits, classes, sums.Block(block));
      result[static_cast<std::size_t>(r)] = row;
    }
  };
  ForRowBlocks(rows, do_block, kBlock);
  sums.AddTo(0, classes, grad_bias_C);
  return Collect(result);
}

}  // namespace linkbert
