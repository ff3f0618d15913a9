// LayerNorm, fused with what stands before it in a post-LN block: output = LN(residual + dropout(branch + bias)).
//
// N rows, H columns. The forward pass leaves the normalised sum's input, mean and 1/deviation for the backward pass;
// the dropout factors are computed again there (core/kernels/dropout.h). Sums over rows do not depend on the thread
// count.
#pragma once
#include <cstdint>

#include "core/kernels/dropout.h"
#include "core/kernels/packed_rows.h"

namespace linkbert {

struct NormParameters {
  const float* weight_H;
  const float* bias_H;
  float epsilon;
};

// What one LayerNorm keeps for its backward pass; the caller owns the memory.
struct NormSaved {
  float* sum_NH;  // the LayerNorm's input
  float* mean_N;
  float* rstd_N;  // 1 / sqrt(variance + epsilon)
};

// output = LN(saved.sum); saved.sum is given, mean and rstd are written.
void LayerNormForward(const NormParameters& norm, std::int64_t rows, std::int64_t columns, const NormSaved& saved,
                      float* output_NH);

struct NormGradients {
  float* weight_H;
  float* bias_H;
};

// Writes grad_sum_NH (may be grad_output_NH) and adds to the parameter gradients.
void LayerNormBackward(const NormParameters& norm, std::int64_t rows, std::int64_t columns, const NormSaved& saved,
                       const float* grad_output_NH, float* grad_sum_NH, const NormGradients& gradients);

// The branch that joins the residual stream: a linear layer's product without its bias.
struct Branch {
  const float* bias_H;
  Dropout dropout;
};

// saved.sum_NH holds the branch on entry and residual + dropout(branch + bias) on return.
void ResidualNormForward(const NormParameters& norm, const Branch& branch, const PackedRows& rows, std::int64_t columns,
                         const float* residual_NH, const NormSaved& saved, float* output_NH);

// grad_residual_NH (may be grad_output_NH) gets the gradient of the sum, grad_branch_NH that times the dropout factors,
// branch_bias_H has the latter's column sums added.
struct ResidualNormGradients {
  const float* grad_output_NH;
  float* grad_residual_NH;
  float* grad_branch_NH;
  float* branch_bias_H;
  NormGradients norm;
};
void ResidualNormBackward(const NormParameters& norm, const Branch& branch, const PackedRows& rows,
                          std::int64_t columns, const NormSaved& saved, const ResidualNormGradients& gradients);

}  // namespace linkbert
