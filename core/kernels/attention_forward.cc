#include <algorithm>
#include <cmath>

#include "core/kernels/attention_tile.h"
#include "core/kernels/parallel.h"
#include "core/kernels/row_operations.h"
#include "core/kernels/simd.h"
#include "core/kernels/vector_math.h"

namespace linkbert {
namespace {

struct RowSoftmax {
  float largest;
  float sum;
};

// scores = e^(scores - largest), not yet divided by their sum.
LB_SIMD RowSoftmax ExpRow(std::int64_t columns, float* scores) {
  float largest = scores[0];  // std::max takes references, which keeps the loop from being vectorised
#pragma omp simd reduction(max : largest)
  for (std::int64_t c = 0; c < columns; ++c) largest = largest > scores[c] ? largest : scores[c];
  float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t c = 0; c < columns; ++c) {
    scores[c] = Exp(scores[c] - largest);
    sum += scores[c];
  }
  return {largest, sum};
}

LB_SIMD void ScaleRow(float factor, std::int64_t columns, float* row) {
  for (std::int64_t c = 0; c < columns; ++c) row[c] *= factor;
}

class ForwardWorker {
 public:
  ForwardWorker(const AttentionInput& input, const PackedRows& rows, const Matrix& context_NH, float* log_sum_NA)
      : tile_(input, rows),
        heads_(input.shape.heads),
        head_dim_(input.shape.head_dim),
        context_NH_(context_NH),
        log_sum_NA_(log_sum_NA),
        scores_(static_cast<std::size_t>(internal::kQueryBlock * rows.longest())) {}

  void operator()(std::int64_t item) {
    tile_.Load(item / heads_, item % heads_);
    for (std::int64_t first = 0; first < tile_.length(); first += internal::kQueryBlock) {
      Block(first, std::min(tile_.length() - first, internal::kQueryBlock));
    }
  }

 private:
  void Block(std::int64_t first, std::int64_t queries) {
    const Matrix scores(scores_.data(), queries, tile_.keys());
    tile_.Scores(first, scores);
    float inverse_sum[internal::kQueryBlock];
    for (std::int64_t i = 0; i < queries; ++i) {
      const RowSoftmax softmax = ExpRow(scores.columns, scores.Row(i));
      inverse_sum[i] = 1.0F / softmax.sum;
      log_sum_NA_[(tile_.begin() + first + i) * heads_ + tile_.head()] = softmax.largest + std::log(softmax.sum);
      const float* factors = tile_.Factors(first + i);
      if (factors != nullptr) MultiplyRow(factors, scores.columns, scores.Row(i));
    }
    const std::int64_t row = tile_.begin() + first, column = tile_.head() * head_dim_;
    const Matrix context = context_NH_.Rows(row, row + queries).Columns(column, column + head_dim_);
    Gemm(scores, tile_.Value(), Store::kOverwrite, context);
    // D columns of the product are fewer than K columns of the weights: divide here.
    for (std::int64_t i = 0; i < queries; ++i) ScaleRow(inverse_sum[i], head_dim_, context.Row(i));
  }

  internal::AttentionTile tile_;
  std::int64_t heads_, head_dim_;
  Matrix context_NH_;
  float* log_sum_NA_;
  std::vector<float> scores_;
};

}  // namespace

void AttentionForward(const AttentionInput& input, const PackedRows& rows, const Matrix& context_NH,
                      float* log_sum_NA) {
  ForDynamic(rows.sequences() * input.shape.heads, [&] { return ForwardWorker(input, rows, context_NH, log_sum_NA); });
}

}  // namespace linkbert
