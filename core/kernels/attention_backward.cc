#include <algorithm>

#include "core/kernels/attention_tile.h"
#include "core/kernels/column_sums.h"
#include "core/kernels/parallel.h"
#include "core/kernels/simd.h"
#include "core/kernels/vector_math.h"

namespace linkbert {
namespace {

// Softmax and its derivative for one query. On entry weights holds scores and grads dO v^T; on return weights holds the
// dropped-out attention weights and grads the gradient of the scores: p (f g - sum(p f g)). That sum is also dO . O,
// but these two would have to be fetched from far while the row is at hand.
LB_SIMD void SoftmaxRowBackward(float log_sum, std::int64_t columns, float* weights, float* grads) {
  float delta = 0.0F;
#pragma omp simd reduction(+ : delta)
  for (std::int64_t c = 0; c < columns; ++c) {
    weights[c] = Exp(weights[c] - log_sum);
    delta += weights[c] * grads[c];
  }
#pragma omp simd
  for (std::int64_t c = 0; c < columns; ++c) grads[c] = weights[c] * (grads[c] - delta);
}

LB_SIMD void SoftmaxDropoutRowBackward(float log_sum, const float* factors, std::int64_t columns, float* weights,
                                       float* grads) {
  float delta = 0.0F;
#pragma omp simd reduction(+ : delta)
  for (std::int64_t c = 0; c < columns; ++c) {
    weights[c] = Exp(weights[c] - log_sum);
    grads[c] *= factors[c];
    delta += weights[c] * grads[c];
  }
#pragma omp simd
  for (std::int64_t c = 0; c < columns; ++c) {
    grads[c] = weights[c] * (grads[c] - delta);
    weights[c] *= factors[c];
  }
}

// to = scale * from, and column sums added to `sums`.
LB_SIMD void StoreRows(const Matrix& from, float scale, const Matrix& to, float* sums) {
  for (std::int64_t r = 0; r < from.rows; ++r) {
    const float* source = from.data + r * from.stride;
    float* target = to.data + r * to.stride;
#pragma omp simd
    for (std::int64_t c = 0; c < from.columns; ++c) {
      target[c] = source[c] * scale;
      sums[c] += target[c];
    }
  }
}

struct BackwardInput {
  const AttentionInput& forward;
  const PackedRows& rows;
  const float* log_sum_NA;
  ConstMatrix grad_context_NH;
  Matrix grad_projections_N3H;
};

class BackwardWorker {
 public:
  BackwardWorker(const BackwardInput& input, ColumnSums& bias_sums)
      : in_(input),
        bias_sums_(bias_sums),
        tile_(input.forward, input.rows),
        head_dim_(input.forward.shape.head_dim),
        weights_(static_cast<std::size_t>(internal::kQueryBlock * input.rows.longest())),
        grads_(weights_.size()),
        grad_query_(static_cast<std::size_t>(input.rows.longest() * head_dim_)),
        grad_key_(grad_query_.size()),
        grad_value_(grad_query_.size()) {}

  void operator()(std::int64_t item) {
    const std::int64_t heads = in_.forward.shape.heads;
    const std::int64_t sequence = item / heads;
    tile_.Load(sequence, item % heads);
    for (std::int64_t first = 0; first < tile_.length(); first += internal::kQueryBlock) {
      Block(first, std::min(tile_.length() - first, internal::kQueryBlock));
    }
    for (std::vector<float>* grads : {&grad_key_, &grad_value_}) {  // nobody looked at the other rows
      std::fill(grads->begin() + tile_.keys() * head_dim_, grads->begin() + tile_.length() * head_dim_, 0.0F);
    }
    Write(sequence);
  }

 private:
  void Block(std::int64_t first, std::int64_t queries) {
    const std::int64_t row = tile_.begin() + first, column = tile_.head() * head_dim_;
    const ConstMatrix grad_context = in_.grad_context_NH.Rows(row, row + queries).Columns(column, column + head_dim_);
    const Matrix weights(weights_.data(), queries, tile_.keys()), grads(grads_.data(), queries, tile_.keys());
    tile_.Scores(first, weights);
    Gemm(grad_context, ConstMatrix(tile_.Value()).Transposed(), Store::kOverwrite, grads);
    for (std::int64_t i = 0; i < queries; ++i) {
      const float log_sum = in_.log_sum_NA[(row + i) * in_.forward.shape.heads + tile_.head()];
      const float* factors = tile_.Factors(first + i);
      if (factors == nullptr) {
        SoftmaxRowBackward(log_sum, weights.columns, weights.Row(i), grads.Row(i));
      } else {
        SoftmaxDropoutRowBackward(log_sum, factors, weights.columns, weights.Row(i), grads.Row(i));
      }
    }
    const Store store = first == 0 ? Store::kOverwrite : Store::kAccumulate;
    Gemm(ConstMatrix(weights).Transposed(), grad_context, store, Keys(grad_value_));
    Gemm(ConstMatrix(grads).Transposed(), tile_.Query().Rows(first, first + queries), store, Keys(grad_key_));
    Gemm(grads, tile_.Key(), Store::kOverwrite, Part(grad_query_).Rows(first, first + queries));
  }

  Matrix Part(std::vector<float>& buffer) { return {buffer.data(), tile_.length(), head_dim_}; }
  Matrix Keys(std::vector<float>& buffer) { return {buffer.data(), tile_.keys(), head_dim_}; }

  void Write(std::int64_t sequence) {
    const std::int64_t hidden = in_.forward.shape.hidden(), begin = tile_.begin();
    const std::int64_t column = tile_.head() * head_dim_;
    const auto store = [&](std::vector<float>& from, float scale, std::int64_t first_column) {
      const Matrix to =
          in_.grad_projections_N3H.Rows(begin, begin + tile_.length()).Columns(first_column, first_column + head_dim_);
      StoreRows(Part(from), scale, to, bias_sums_.Block(sequence) + first_column);
    };
    store(grad_query_, tile_.scale(), column);  // the key's scale came with the query it was multiplied by
    store(grad_key_, 1.0F, hidden + column);
    store(grad_value_, 1.0F, 2 * hidden + column);
  }

  BackwardInput in_;
  ColumnSums& bias_sums_;
  internal::AttentionTile tile_;
  std::int64_t head_dim_;
  std::vector<float> weights_, grads_, grad_query_, grad_key_, grad_value_;
};

}  // namespace

void AttentionBackward(const AttentionInput& input, const PackedRows& rows, const float* log_sum_NA,
                       const AttentionGradients& gradients) {
  const std::int64_t hidden = input.shape.hidden();
  ColumnSums bias_sums(rows.sequences(), 3 * hidden);
  const BackwardInput all{input, rows, log_sum_NA, gradients.grad_context_NH, gradients.grad_projections_N3H};
  ForDynamic(rows.sequences() * input.shape.heads, [&] { return BackwardWorker(all, bias_sums); });
  bias_sums.AddTo(0, hidden, gradients.grad_query_bias_H);
  bias_sums.AddTo(hidden, hidden, gradients.grad_key_bias_H);
  bias_sums.AddTo(2 * hidden, hidden, gradients.grad_value_bias_H);
}

}  // namespace linkbert
