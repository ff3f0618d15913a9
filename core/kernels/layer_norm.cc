#include "core/kernels/layer_norm.h"

#include <cmath>
#include <vector>

#include "core/kernels/column_sums.h"
#include "core/kernels/parallel.h"
#include "core/kernels/simd.h"

namespace linkbert {
namespace {

struct RowMoments {
  float mean;
  float rstd;
};

LB_SIMD RowMoments NormRow(const NormParameters& norm, std::int64_t columns, const float* x, float* y) {
  const float scale = 1.0F / static_cast<float>(columns);
  float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t c = 0; c < columns; ++c) sum += x[c];
  const float mean = sum * scale;
  float square = 0.0F;
#pragma omp simd reduction(+ : square)
  for (std::int64_t c = 0; c < columns; ++c) square += (x[c] - mean) * (x[c] - mean);
  const float rstd = 1.0F / std::sqrt(square * scale + norm.epsilon);
#pragma omp simd
  for (std::int64_t c = 0; c < columns; ++c) y[c] = (x[c] - mean) * rstd * norm.weight_H[c] + norm.bias_H[c];
  return {mean, rstd};
}

// sum = residual + factor * (branch + bias), in place over branch.
LB_SIMD void JoinRow(const float* residual, const float* bias, const float* factors, std::int64_t columns, float* sum) {
#pragma omp simd
  for (std::int64_t c = 0; c < columns; ++c) sum[c] = residual[c] + factors[c] * (sum[c] + bias[c]);
}

// One row of the backward pass: xhat = (x - mean) rstd, g = dy weight; dx = rstd (g - mean(g) - xhat mean(g xhat)).
LB_SIMD void NormRowBackward(const float* weight, RowMoments moments, std::int64_t columns, const float* x,
                             const float* grad_y, float* grad_x, float* grad_weight, float* grad_bias) {
  float sum = 0.0F, product = 0.0F;
#pragma omp simd reduction(+ : sum, product)
  for (std::int64_t c = 0; c < columns; ++c) {
    const float xhat = (x[c] - moments.mean) * moments.rstd;
    const float g = grad_y[c] * weight[c];
    grad_weight[c] += grad_y[c] * xhat;
    grad_bias[c] += grad_y[c];
    sum += g;
    product += g * xhat;
  }
  const float scale = 1.0F / static_cast<float>(columns);
  const float mean_g = sum * scale, mean_product = product * scale;
#pragma omp simd
  for (std::int64_t c = 0; c < columns; ++c) {
    const float xhat = (x[c] - moments.mean) * moments.rstd;
    grad_x[c] = moments.rstd * (grad_y[c] * weight[c] - mean_g - xhat * mean_product);
  }
}

LB_SIMD void BranchRowBackward(const float* grad_sum, const float* factors, std::int64_t columns, float* grad_branch,
                               float* grad_bias) {
#pragma omp simd
  for (std::int64_t c = 0; c < columns; ++c) {
    const float g = grad_sum[c] * factors[c];
    grad_branch[c] = g;
    grad_bias[c] += g;
  }
}

std::vector<float> Ones(std::int64_t columns) {
  return std::vector<float>(static_cast<std::size_t>(Dropout::Capacity(columns)), 1.0F);
}

}  // namespace

void LayerNormForward(const NormParameters& norm, std::int64_t rows, std::int64_t columns, const NormSaved& saved,
                      float* output_NH) {
  ForRowBlocks(rows, [&](std::int64_t, std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      const RowMoments moments = NormRow(norm, columns, saved.sum_NH + row * columns, output_NH + row * columns);
      saved.mean_N[row] = moments.mean;
      saved.rstd_N[row] = moments.rstd;
    }
  });
}

void LayerNormBackward(const NormParameters& norm, std::int64_t rows, std::int64_t columns, const NormSaved& saved,
                       const float* grad_output_NH, float* grad_sum_NH, const NormGradients& gradients) {
  ColumnSums sums(RowBlocks(rows), 2 * columns);
  ForRowBlocks(rows, [&](std::int64_t block, std::int64_t begin, std::int64_t end) {
    float* grad_weight = sums.Block(block);
    for (std::int64_t row = begin; row < end; ++row) {
      const std::int64_t at = row * columns;
      NormRowBackward(norm.weight_H, {saved.mean_N[row], saved.rstd_N[row]}, columns, saved.sum_NH + at,
                      grad_output_NH + at, grad_sum_NH + at, grad_weight, grad_weight + columns);
    }
  });
  sums.AddTo(0, columns, gradients.weight_H);
  sums.AddTo(columns, columns, gradients.bias_H);
}

void ResidualNormForward(const NormParameters& norm, const Branch& branch, const PackedRows& rows, std::int64_t columns,
                         const float* residual_NH, const NormSaved& saved, float* output_NH) {
  ForRowBlocks(rows.rows(), [&](std::int64_t, std::int64_t begin, std::int64_t end) {
    std::vector<float> factors = Ones(columns);
    for (std::int64_t row = begin; row < end; ++row) {
      const std::int64_t at = row * columns;
      if (branch.dropout.active()) {
        branch.dropout.Factors(rows.Sample(rows.Sequence(row)), rows.Place(row), columns, factors.data());
      }
      JoinRow(residual_NH + at, branch.bias_H, factors.data(), columns, saved.sum_NH + at);
      const RowMoments moments = NormRow(norm, columns, saved.sum_NH + at, output_NH + at);
      saved.mean_N[row] = moments.mean;
      saved.rstd_N[row] = moments.rstd;
    }
  });
}

void ResidualNormBackward(const NormParameters& norm, const Branch& branch, const PackedRows& rows,
                          std::int64_t columns, const NormSaved& saved, const ResidualNormGradients& gradients) {
  ColumnSums sums(RowBlocks(rows.rows()), 3 * columns);
  ForRowBlocks(rows.rows(), [&](std::int64_t block, std::int64_t begin, std::int64_t end) {
    std::vector<float> factors = Ones(columns);
    float* grad_weight = sums.Block(block);
    for (std::int64_t row = begin; row < end; ++row) {
      const std::int64_t at = row * columns;
      float* grad_sum = gradients.grad_residual_NH + at;
      NormRowBackward(norm.weight_H, {saved.mean_N[row], saved.rstd_N[row]}, columns, saved.sum_NH + at,
                      gradients.grad_output_NH + at, grad_sum, grad_weight, grad_weight + columns);
      if (branch.dropout.active()) {
        branch.dropout.Factors(rows.Sample(rows.Sequence(row)), rows.Place(row), columns, factors.data());
      }
      BranchRowBackward(grad_sum, factors.data(), columns, gradients.grad_branch_NH + at, grad_weight + 2 * columns);
    }
  });
  sums.AddTo(0, columns, gradients.norm.weight_H);
  sums.AddTo(columns, columns, gradients.norm.bias_H);
  sums.AddTo(2 * columns, columns, gradients.branch_bias_H);
}

}  // namespace linkbert
