#include "core/model/pooled_encoder.h"

#include <algorithm>
#include <numeric>

namespace linkbert {
namespace {

// The pooled outputs are one row a sequence.
PackedRows OneRowEach(const PackedRows& rows) {
  std::vector<std::int32_t> begins(static_cast<std::size_t>(rows.sequences()) + 1);
  std::iota(begins.begin(), begins.end(), 0);
  std::vector<std::uint64_t> samples;
  for (std::int64_t b = 0; b < rows.sequences(); ++b) samples.push_back(rows.Sample(b));
  return {std::move(begins), std::move(samples)};
}

void DropPooled(double probability, DropoutSeed seed, const PackedRows& rows, const Matrix& values_BH) {
  if (!seed) return;
  ApplyDropout(Dropout(probability, *seed, {DropoutKind::kPooled}), OneRowEach(rows), values_BH.columns,
               values_BH.data);
}

}  // namespace

PooledEncoder::PooledEncoder(const BertConfig& config, const FlatParameters& parameters)
    : encoder_(config, parameters), pooler_(config, parameters) {}

Matrix PooledEncoder::Evaluate(const Batch& batch) {
  const Matrix hidden_NH = encoder_.Evaluate(batch);
  return pooler_.Forward(hidden_NH, encoder_.rows());
}

Matrix PooledEncoder::Forward(const Batch& batch, DropoutSeed seed) {
  seed_ = seed;
  const Matrix hidden_NH = encoder_.Forward(batch, seed);
  const Matrix pooled_BH = pooler_.Forward(hidden_NH, encoder_.rows());
  if (!seed) return pooled_BH;
  // A copy: the pooler's backward pass needs its outputs as they are.
  const Matrix dropped_BH = dropped_.Get(pooled_BH.rows, pooled_BH.columns);
  std::copy_n(pooled_BH.data, pooled_BH.size(), dropped_BH.data);
  DropPooled(config().hidden_dropout_prob, seed, encoder_.rows(), dropped_BH);
  return dropped_BH;
}

Matrix PooledEncoder::Gradient(const Batch& batch) { return grad_pooled_.Get(batch.sequences(), config().hidden_size); }

void PooledEncoder::Backward(const Matrix& grad_BH) {
  const PackedRows& rows = encoder_.rows();
  const Matrix grad_NH = grad_hidden_.Get(rows.rows(), grad_BH.columns);
  std::fill_n(grad_NH.data, grad_NH.size(), 0.0F);
  DropPooled(config().hidden_dropout_prob, seed_, rows, grad_BH);
  pooler_.Backward(grad_BH, rows, grad_NH);
  encoder_.Backward(grad_NH);
}

}  // namespace linkbert
