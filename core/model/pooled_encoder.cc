#include "core/model/pooled_encoder.h"

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

}  // namespace

PooledEncoder::PooledEncoder(const BertConfig& config, const FlatParameters& parameters)
    : encoder_(config, parameters), pooler_(config, parameters) {}

void PooledEncoder::Plan(Workspace& workspace, const PlannedBounds& bounds) {
  const std::int64_t hidden = config().hidden_size;
  encoder_.Plan(workspace, bounds);
  pooler_.Plan(workspace, bounds.any.sequences);
  workspace.Add(grad_hidden_, bounds.training.tokens * hidden);
  workspace.Add(dropped_, bounds.training.sequences * hidden);
  workspace.Add(grad_pooled_, bounds.training.sequences * hidden);
}

View PooledEncoder::Evaluate(const Batch& batch) {
  const View hidden_NH = encoder_.Evaluate(batch);
  return pooler_.Forward(hidden_NH, encoder_.batch());
}

DropoutSpec PooledEncoder::PooledDropout() const { return {config().hidden_dropout_prob, seed_, DropoutKind::kPooled}; }

View PooledEncoder::Forward(const Batch& batch, DropoutSeed seed) {
  seed_ = seed;
  const View hidden_NH = encoder_.Forward(batch, seed);
  const View pooled_BH = pooler_.Forward(hidden_NH, encoder_.batch());
  if (!seed) return pooled_BH;
  // A copy: the pooler's backward pass needs its outputs as they are.
  const View dropped_BH = dropped_.Get(pooled_BH.rows, pooled_BH.columns);
  device().Copy(pooled_BH, dropped_BH);
  device().ApplyDropout(PooledDropout(), OneRowEach(encoder_.rows()), dropped_BH);
  return dropped_BH;
}

View PooledEncoder::Gradient() const { return grad_pooled_.Get(encoder_.rows().sequences(), config().hidden_size); }

void PooledEncoder::Backward(const View& grad_BH) {
  const View grad_NH = grad_hidden_.Get(encoder_.rows().rows(), grad_BH.columns);
  device().Zero(grad_NH);
  if (seed_) device().ApplyDropout(PooledDropout(), OneRowEach(encoder_.rows()), grad_BH);
  pooler_.Backward(grad_BH, encoder_.batch(), grad_NH);
  encoder_.Backward(grad_NH);
}

}  // namespace linkbert
