#include "core/tasks/token_classification/token_classifier.h"

#include "base/error.h"

namespace linkbert {
namespace {

struct Labelled {
  std::vector<std::int32_t> rows, labels;
};

Labelled LabelledRows(const std::vector<std::int32_t>& labels, std::int64_t classes) {
  Labelled result;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] == BertTokenClassifier::kNoLabel) continue;
    LB_CHECK(labels[row] >= 0 && labels[row] < classes, "label {}", labels[row]);
    result.rows.push_back(static_cast<std::int32_t>(row));
    result.labels.push_back(labels[row]);
  }
  return result;
}

}  // namespace

BertTokenClassifier::BertTokenClassifier(const BertConfig& config, std::int64_t classes, FlatParameters& parameters)
    : encoder_(config, parameters),
      classifier_("classifier", classes, config, parameters),
      memory_(parameters.device()) {}

void BertTokenClassifier::Reserve(const BatchBounds& bounds, PassKind kind) {
  memory_.Reserve(bounds, kind, [this](Workspace& workspace, const PlannedBounds& planned) {
    const std::int64_t elements = planned.training.tokens * config().hidden_size;  // every token may have a label
    encoder_.Plan(workspace, planned);
    classifier_.Plan(workspace, planned.any.tokens);
    for (Buffer* buffer : {&dropped_, &grad_hidden_, &grad_labelled_}) workspace.Add(*buffer, elements);
  });
}

void BertTokenClassifier::Drop(DropoutSeed seed, const View& values_NH) const {
  if (!seed) return;
  device().ApplyDropout({config().hidden_dropout_prob, seed, DropoutKind::kTokens}, encoder_.rows(), values_NH);
}

PendingLoss BertTokenClassifier::ForwardBackward(const Batch& batch, const std::vector<std::int32_t>& labels,
                                                 double scale, DropoutSeed dropout_seed) {
  LB_CHECK(labels.size() == batch.token_ids.size(), "{} labels for {} tokens", labels.size(), batch.token_ids.size());
  const Labelled labelled = LabelledRows(labels, classes());
  const DeviceIds rows = device().Load(std::span(labelled.rows)), wanted = device().Load(std::span(labelled.labels));
  const View hidden_NH = encoder_.Forward(batch, dropout_seed);
  Drop(dropout_seed, hidden_NH);  // in place: the last layer's output is not needed again
  const std::int64_t hidden = hidden_NH.columns;
  const View dropped_MH = dropped_.Get(rows.size, hidden), grad_MH = grad_labelled_.Get(rows.size, hidden);
  device().GatherRows(hidden_NH, rows, dropped_MH);
  const PendingLoss loss = classifier_.ForwardBackward(dropped_MH, wanted, scale, grad_MH);
  const View grad_NH = grad_hidden_.Get(hidden_NH.rows, hidden);
  device().Zero(grad_NH);
  device().ScatterRows(grad_MH, rows, /*add=*/false, grad_NH);
  Drop(dropout_seed, grad_NH);
  encoder_.Backward(grad_NH);
  return loss;
}

at::Tensor BertTokenClassifier::Logits(const Batch& batch) {
  Reserve(BoundsOf(batch), PassKind::kEvaluation);
  return CopyOf(device(), classifier_.Logits(encoder_.Evaluate(batch)));
}

}  // namespace linkbert
