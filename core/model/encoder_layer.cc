#include "core/model/encoder_layer.h"

#include "base/error.h"

namespace linkbert {
namespace {

std::string LayerName(std::int64_t layer) { return fmt::format("bert.encoder.layer.{}.", layer); }

AttentionLayer MakeAttention(const BertConfig& config, const FlatParameters& parameters, std::int64_t layer) {
  const std::string name = LayerName(layer) + "attention.self.";
  const std::int64_t hidden = config.hidden_size;
  return {.shape = {config.num_attention_heads, config.head_dim()},
          .parts = {MakeLinear(parameters, name + "query", hidden, hidden),
                    MakeLinear(parameters, name + "key", hidden, hidden),
                    MakeLinear(parameters, name + "value", hidden, hidden)},
          .dropout = {}};
}

}  // namespace

EncoderLayer::EncoderLayer(const BertConfig& config, const FlatParameters& parameters, std::int64_t layer)
    : device_(parameters.device()),
      layer_(layer),
      hidden_dropout_(config.hidden_dropout_prob),
      attention_dropout_(config.attention_probs_dropout_prob),
      attention_(MakeAttention(config, parameters, layer)),
      attention_output_(
          MakeLinear(parameters, LayerName(layer) + "attention.output.dense", config.hidden_size, config.hidden_size)),
      attention_norm_(MakeNorm(parameters, LayerName(layer) + "attention.output.LayerNorm", config.hidden_size,
                               config.layer_norm_eps)),
      intermediate_{
          MakeLinear(parameters, LayerName(layer) + "intermediate.dense", config.intermediate_size, config.hidden_size),
          ParseActivation(config.hidden_act)},
      output_(MakeLinear(parameters, LayerName(layer) + "output.dense", config.hidden_size, config.intermediate_size)),
      output_norm_(
          MakeNorm(parameters, LayerName(layer) + "output.LayerNorm", config.hidden_size, config.layer_norm_eps)) {}

void EncoderLayer::Plan(Workspace& workspace, std::int64_t rows, Saved& saved) const {
  const std::int64_t hidden = attention_.shape.hidden(), inner = intermediate_.linear.out();
  workspace.Add(saved.projections, rows * 3 * hidden);
  workspace.Add(saved.log_sum, rows * attention_.shape.heads, DType::kFloat32);
  workspace.Add(saved.context, rows * hidden);
  saved.attention.Plan(workspace, rows, hidden);
  workspace.Add(saved.product, rows * inner);
  workspace.Add(saved.activation, rows * inner);
  saved.output.Plan(workspace, rows, hidden);
}

void EncoderLayer::Plan(Workspace& workspace, std::int64_t rows, Scratch& scratch) const {
  const std::int64_t hidden = attention_.shape.hidden();
  workspace.Add(scratch.branch, rows * hidden);
  workspace.Add(scratch.context, rows * hidden);
  workspace.Add(scratch.inner, rows * intermediate_.linear.out());
  workspace.Add(scratch.projections, rows * 3 * hidden);
}

AttentionLayer EncoderLayer::Attention(DropoutSeed seed) const {
  AttentionLayer layer = attention_;
  layer.dropout = {attention_dropout_, seed, DropoutKind::kAttentionWeights, layer_};
  return layer;
}

ResidualNormLayer EncoderLayer::AttentionOutput(DropoutSeed seed) const {
  return {attention_output_, {hidden_dropout_, seed, DropoutKind::kAttentionOutput, layer_}, attention_norm_};
}

ResidualNormLayer EncoderLayer::Output(DropoutSeed seed) const {
  return {output_, {hidden_dropout_, seed, DropoutKind::kLayerOutput, layer_}, output_norm_};
}

SavedAttention EncoderLayer::AttentionOf(const Saved& saved, std::int64_t rows) const {
  return {saved.projections.Get(rows, 3 * attention_.shape.hidden()),
          saved.log_sum.Floats(rows * attention_.shape.heads)};
}

SavedActivation EncoderLayer::ActivationOf(const Saved& saved, std::int64_t rows) const {
  const std::int64_t inner = intermediate_.linear.out();
  return {saved.product.Get(rows, inner), saved.activation.Get(rows, inner)};
}

View EncoderLayer::Forward(const ConstView& x_NH, const PackedRows& rows, DropoutSeed seed, Saved& saved) const {
  const std::int64_t n = rows.rows(), hidden = attention_.shape.hidden();
  saved.seed = seed;
  const View context_NH = saved.context.Get(n, hidden), attended_NH = saved.attention.output.Get(n, hidden);
  device_.AttentionForward(Attention(seed), rows, {x_NH, AttentionOf(saved, n), context_NH});
  device_.ResidualNormForward(AttentionOutput(seed), rows,
                              {context_NH, x_NH, saved.attention.Saved(n, hidden), attended_NH});

  const SavedActivation inner = ActivationOf(saved, n);
  const View output_NH = saved.output.output.Get(n, hidden);
  device_.ActivationForward(intermediate_, attended_NH, inner);
  device_.ResidualNormForward(Output(seed), rows,
                              {inner.output, attended_NH, saved.output.Saved(n, hidden), output_NH});
  return output_NH;
}

void EncoderLayer::Backward(const ConstView& x_NH, const PackedRows& rows, const Saved& saved, const Scratch& scratch,
                            const View& grad_NH) const {
  const std::int64_t n = rows.rows(), hidden = attention_.shape.hidden();
  const View branch_NH = scratch.branch.Get(n, hidden), grad_NI = scratch.inner.Get(n, intermediate_.linear.out());
  const SavedActivation inner = ActivationOf(saved, n);
  device_.ResidualNormBackward(Output(saved.seed), rows,
                               {inner.output, saved.output.Saved(n, hidden), grad_NH, branch_NH, {grad_NI}});
  device_.ActivationBackward(intermediate_,
                             {saved.attention.output.Get(n, hidden), inner, grad_NI, {grad_NH, /*add=*/true}});

  const View context_NH = saved.context.Get(n, hidden), grad_context_NH = scratch.context.Get(n, hidden);
  device_.ResidualNormBackward(AttentionOutput(saved.seed), rows,
                               {context_NH, saved.attention.Saved(n, hidden), grad_NH, branch_NH, {grad_context_NH}});
  device_.AttentionBackward(
      Attention(saved.seed), rows,
      {x_NH, AttentionOf(saved, n), grad_context_NH, scratch.projections.Get(n, 3 * hidden), grad_NH});
}

}  // namespace linkbert
