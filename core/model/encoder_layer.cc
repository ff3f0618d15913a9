#include "core/model/encoder_layer.h"

namespace linkbert {
namespace {

std::string LayerName(std::int64_t layer) { return fmt::format("bert.encoder.layer.{}.", layer); }

// The joint weight of several parameters that follow each other without a gap.
bool Adjacent(const ParameterView (&parts)[3], std::int64_t size) {
  return parts[1].value == parts[0].value + size && parts[2].value == parts[1].value + size;
}

}  // namespace

QkvProjection::QkvProjection(const FlatParameters& parameters, const std::string& layer_name, std::int64_t hidden)
    : hidden_(hidden) {
  const char* names[3] = {"query", "key", "value"};
  for (int part = 0; part < 3; ++part) {
    const std::string name = layer_name + "attention.self." + names[part];
    weight[part] = parameters.View(name + ".weight", {hidden, hidden});
    bias[part] = parameters.View(name + ".bias", {hidden});
  }
  products_ = Adjacent(weight, hidden * hidden) ? 1 : 3;
}

void QkvProjection::Product(const ConstMatrix& x_NH, const Matrix& y_N3H) const {
  const std::int64_t width = 3 * hidden_ / products_;
  for (std::int64_t p = 0; p < products_; ++p) {
    const ConstMatrix part(weight[p].value, width, hidden_);
    Gemm(x_NH, part.Transposed(), Store::kOverwrite, y_N3H.Columns(p * width, (p + 1) * width));
  }
}

void QkvProjection::WeightGradient(const ConstMatrix& grad_y_N3H, const ConstMatrix& x_NH) const {
  LB_CHECK(weight[0].gradient != nullptr, "backward pass without gradient memory");
  const std::int64_t width = 3 * hidden_ / products_;
  for (std::int64_t p = 0; p < products_; ++p) {
    Gemm(grad_y_N3H.Columns(p * width, (p + 1) * width).Transposed(), x_NH, Store::kAccumulate,
         Matrix(weight[p].gradient, width, hidden_));
  }
}

void QkvProjection::InputGradient(const ConstMatrix& grad_y_N3H, const Matrix& grad_x_NH) const {
  const std::int64_t width = 3 * hidden_ / products_;
  for (std::int64_t p = 0; p < products_; ++p) {
    Gemm(grad_y_N3H.Columns(p * width, (p + 1) * width), ConstMatrix(weight[p].value, width, hidden_),
         Store::kAccumulate, grad_x_NH);
  }
}

EncoderLayer::EncoderLayer(const BertConfig& config, const FlatParameters& parameters, std::int64_t layer)
    : layer_(layer),
      shape_{config.num_attention_heads, config.head_dim()},
      activation_(ParseActivation(config.hidden_act)),
      hidden_dropout_(config.hidden_dropout_prob),
      attention_dropout_(config.attention_probs_dropout_prob),
      qkv_(parameters, LayerName(layer), config.hidden_size),
      attention_output_(parameters, LayerName(layer) + "attention.output.dense", config.hidden_size,
                        config.hidden_size),
      attention_norm_(parameters, LayerName(layer) + "attention.output.LayerNorm", config.hidden_size,
                      config.layer_norm_eps),
      intermediate_(parameters, LayerName(layer) + "intermediate.dense", config.intermediate_size, config.hidden_size),
      output_(parameters, LayerName(layer) + "output.dense", config.hidden_size, config.intermediate_size),
      output_norm_(parameters, LayerName(layer) + "output.LayerNorm", config.hidden_size, config.layer_norm_eps) {}

AttentionInput EncoderLayer::MakeAttention(const Matrix& projections_N3H, DropoutSeed seed) const {
  std::vector<Dropout> dropout(static_cast<std::size_t>(shape_.heads));
  for (std::int64_t head = 0; seed && head < shape_.heads; ++head) {
    dropout[static_cast<std::size_t>(head)] =
        Dropout(attention_dropout_, *seed, {DropoutKind::kAttentionWeights, layer_, head});
  }
  return {shape_, {qkv_.bias[0].value, qkv_.bias[1].value, qkv_.bias[2].value}, projections_N3H, std::move(dropout)};
}

Branch EncoderLayer::MakeBranch(const Linear& linear, DropoutKind kind, DropoutSeed seed) const {
  return {linear.bias.value, seed ? Dropout(hidden_dropout_, *seed, {kind, layer_}) : Dropout()};
}

Matrix EncoderLayer::Forward(const ConstMatrix& x_NH, const PackedRows& rows, DropoutSeed seed, Saved& saved) const {
  const std::int64_t n = rows.rows(), hidden = shape_.hidden(), inner = intermediate_.out;
  saved.seed = seed;
  const Matrix projections_N3H = saved.projections.Get(n, 3 * hidden), context_NH = saved.context.Get(n, hidden);
  qkv_.Product(x_NH, projections_N3H);
  AttentionForward(MakeAttention(projections_N3H, seed), rows, context_NH, saved.log_sum.Get(n * shape_.heads));

  const NormSaved attention = saved.attention.Get(n, hidden);
  const Matrix attended_NH = saved.attention.output.Get(n, hidden);
  attention_output_.Product(context_NH, Matrix(attention.sum_NH, n, hidden));
  ResidualNormForward(attention_norm_.values(), MakeBranch(attention_output_, DropoutKind::kAttentionOutput, seed),
                      rows, hidden, x_NH.data, attention, attended_NH.data);

  const Matrix product_NI = saved.product.Get(n, inner), activation_NI = saved.activation.Get(n, inner);
  intermediate_.Product(attended_NH, product_NI);
  BiasActivationForward(activation_, product_NI.data, intermediate_.bias.value, n, inner, activation_NI.data);

  const NormSaved output = saved.output.Get(n, hidden);
  const Matrix output_NH = saved.output.output.Get(n, hidden);
  output_.Product(activation_NI, Matrix(output.sum_NH, n, hidden));
  ResidualNormForward(output_norm_.values(), MakeBranch(output_, DropoutKind::kLayerOutput, seed), rows, hidden,
                      attended_NH.data, output, output_NH.data);
  return output_NH;
}

void EncoderLayer::FeedForwardBackward(const PackedRows& rows, Saved& saved, Scratch& scratch,
                                       const Matrix& grad_NH) const {
  const std::int64_t n = rows.rows(), hidden = shape_.hidden(), inner = intermediate_.out;
  const Matrix branch_NH = scratch.branch.Get(n, hidden), grad_NI = scratch.inner.Get(n, inner);
  ResidualNormBackward(output_norm_.values(), MakeBranch(output_, DropoutKind::kLayerOutput, saved.seed), rows, hidden,
                       saved.output.Get(n, hidden),
                       {grad_NH.data, grad_NH.data, branch_NH.data, output_.bias.gradient, output_norm_.gradients()});
  output_.WeightGradient(branch_NH, saved.activation.Get(n, inner));
  output_.InputGradient(branch_NH, Store::kOverwrite, grad_NI);
  BiasActivationBackward(activation_, saved.product.Get(n * inner), intermediate_.bias.value, n, inner, grad_NI.data,
                         intermediate_.bias.gradient);
  intermediate_.WeightGradient(grad_NI, saved.attention.output.Get(n, hidden));
  intermediate_.InputGradient(grad_NI, Store::kAccumulate, grad_NH);
}

void EncoderLayer::Backward(const ConstMatrix& x_NH, const PackedRows& rows, Saved& saved, Scratch& scratch,
                            const Matrix& grad_NH) const {
  const std::int64_t n = rows.rows(), hidden = shape_.hidden();
  FeedForwardBackward(rows, saved, scratch, grad_NH);

  const Matrix branch_NH = scratch.branch.Get(n, hidden), grad_context_NH = scratch.context.Get(n, hidden);
  ResidualNormBackward(
      attention_norm_.values(), MakeBranch(attention_output_, DropoutKind::kAttentionOutput, saved.seed), rows, hidden,
      saved.attention.Get(n, hidden),
      {grad_NH.data, grad_NH.data, branch_NH.data, attention_output_.bias.gradient, attention_norm_.gradients()});
  const Matrix context_NH = saved.context.Get(n, hidden);
  attention_output_.WeightGradient(branch_NH, context_NH);
  attention_output_.InputGradient(branch_NH, Store::kOverwrite, grad_context_NH);

  const Matrix grad_N3H = scratch.projections.Get(n, 3 * hidden);
  AttentionBackward(MakeAttention(saved.projections.Get(n, 3 * hidden), saved.seed), rows,
                    saved.log_sum.Get(n * shape_.heads),
                    {grad_context_NH, grad_N3H, qkv_.bias[0].gradient, qkv_.bias[1].gradient, qkv_.bias[2].gradient});
  qkv_.WeightGradient(grad_N3H, x_NH);
  qkv_.InputGradient(grad_N3H, grad_NH);
}

}  // namespace linkbert
