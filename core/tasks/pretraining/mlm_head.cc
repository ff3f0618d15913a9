#include "core/tasks/pretraining/mlm_head.h"

namespace linkbert {
namespace {

// The word embedding with a bias of its own.
LinearLayer TiedDecoder(const BertConfig& config, const FlatParameters& parameters) {
  const ParameterView words =
      parameters.Find("bert.embeddings.word_embeddings.weight", {config.vocab_size, config.hidden_size});
  const ParameterView bias = parameters.Find("cls.predictions.bias", {config.vocab_size});
  return {words.value, bias.vector(), words.gradient, bias.gradient};
}

}  // namespace

MlmHead::MlmHead(const BertConfig& config, const FlatParameters& parameters)
    : device_(parameters.device()),
      dense_{MakeLinear(parameters, "cls.predictions.transform.dense", config.hidden_size, config.hidden_size),
             ParseActivation(config.hidden_act)},
      norm_(MakeNorm(parameters, "cls.predictions.transform.LayerNorm", config.hidden_size, config.layer_norm_eps)),
      decoder_(TiedDecoder(config, parameters)) {}

void MlmHead::Plan(Workspace& workspace, const PlannedBounds& bounds) {
  const std::int64_t masked = bounds.any.masked, hidden = decoder_.in(), vocabulary = decoder_.out();
  for (Buffer* buffer : {&gathered_, &product_}) workspace.Add(*buffer, masked * hidden);
  normed_.Plan(workspace, masked, hidden);
  workspace.Add(logits_, device_.LogitRows(masked, vocabulary) * vocabulary);
  loss_.Plan(workspace, masked);
  for (Buffer* buffer : {&grad_, &grad_gathered_}) workspace.Add(*buffer, bounds.training.masked * hidden);
}

SavedActivation MlmHead::Transformed(std::int64_t rows) const {
  return {product_.Get(rows, decoder_.in()), normed_.sum.Get(rows, decoder_.in())};
}

View MlmHead::LogitsOf(std::int64_t rows) const {
  return logits_.Get(device_.LogitRows(rows, decoder_.out()), decoder_.out());
}

View MlmHead::Transform(const ConstView& hidden_NH, const DeviceIds& rows) {
  const std::int64_t hidden = hidden_NH.columns;
  const View gathered_MH = gathered_.Get(rows.size, hidden), output_MH = normed_.output.Get(rows.size, hidden);
  device_.GatherRows(hidden_NH, rows, gathered_MH);
  device_.ActivationForward(dense_, gathered_MH, Transformed(rows.size));
  device_.NormForward(norm_, normed_.Saved(rows.size, hidden), output_MH);
  return output_MH;
}

void MlmHead::TransformBackward(const DeviceIds& rows, const View& grad_MH, const View& grad_NH) {
  const std::int64_t m = rows.size, hidden = grad_MH.columns;
  const View grad_gathered_MH = grad_gathered_.Get(m, hidden);
  device_.NormBackward(norm_, normed_.Saved(m, hidden), grad_MH);
  device_.ActivationBackward(dense_, {gathered_.Get(m, hidden), Transformed(m), grad_MH, {grad_gathered_MH}});
  device_.ScatterRows(grad_gathered_MH, rows, /*add=*/true, grad_NH);
}

void MlmHead::Logits(const ConstView& hidden_NH, const DeviceIds& rows, const View& logits_MV) {
  device_.LinearForward(decoder_, Transform(hidden_NH, rows), logits_MV);
}

HeadLoss MlmHead::Evaluate(const ConstView& hidden_NH, const DeviceBatch& batch) {
  const View transformed_MH = Transform(hidden_NH, batch.masked_rows);
  const std::int64_t m = transformed_MH.rows;
  device_.CrossEntropyForward(decoder_, {transformed_MH, batch.masked_labels, LogitsOf(m), loss_.Begin(device_, 0)});
  return loss_.Pending(device_, m).Read();
}

PendingLoss MlmHead::ForwardBackward(const ConstView& hidden_NH, const DeviceBatch& batch, double scale,
                                     const View& grad_NH) {
  const View transformed_MH = Transform(hidden_NH, batch.masked_rows);
  const std::int64_t m = transformed_MH.rows;
  const View grad_MH = grad_.Get(m, transformed_MH.columns);
  device_.CrossEntropyForwardBackward(decoder_, {transformed_MH, batch.masked_labels, LogitsOf(m),
                                                 loss_.Begin(device_, scale), loss_.scale(), grad_MH});
  TransformBackward(batch.masked_rows, grad_MH, grad_NH);
  return loss_.Pending(device_, m);
}

}  // namespace linkbert
