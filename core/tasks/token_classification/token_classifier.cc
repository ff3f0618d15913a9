#include "core/tasks/token_classification/token_classifier.h"

#include <algorithm>

#include "base/error.h"

namespace linkbert {
namespace {

struct Labelled {
  std::vector<std::int64_t> rows, labels;
};

Labelled LabelledRows(const std::vector<std::int64_t>& labels, std::int64_t classes) {
  Labelled result;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] == BertTokenClassifier::kNoLabel) continue;
    LB_CHECK(labels[row] >= 0 && labels[row] < classes, "label {}", labels[row]);
    result.rows.push_back(static_cast<std::int64_t>(row));
    result.labels.push_back(labels[row]);
  }
  return result;
}

}  // namespace

BertTokenClassifier::BertTokenClassifier(const BertConfig& config, std::int64_t classes, FlatParameters& parameters)
    : encoder_(config, parameters), classifier_("classifier", classes, config, parameters) {}

void BertTokenClassifier::Drop(DropoutSeed seed, const Matrix& values_NH) const {
  if (!seed) return;
  ApplyDropout(Dropout(config().hidden_dropout_prob, *seed, {DropoutKind::kTokens}), encoder_.rows(), values_NH.columns,
               values_NH.data);
}

HeadLoss BertTokenClassifier::ForwardBackward(const Batch& batch, const std::vector<std::int64_t>& labels, double scale,
                                              DropoutSeed dropout_seed) {
  LB_CHECK(labels.size() == batch.token_ids.size(), "{} labels for {} tokens", labels.size(), batch.token_ids.size());
  const Labelled labelled = LabelledRows(labels, classes());
  const auto m = static_cast<std::int64_t>(labelled.rows.size());
  const Matrix hidden_NH = encoder_.Forward(batch, dropout_seed);
  Drop(dropout_seed, hidden_NH);  // in place: the last layer's output is not needed again
  const std::int64_t hidden = hidden_NH.columns;
  const Matrix dropped_MH = dropped_.Get(m, hidden), grad_MH = grad_labelled_.Get(m, hidden);
  for (std::int64_t i = 0; i < m; ++i) {
    std::copy_n(hidden_NH.Row(labelled.rows[static_cast<std::size_t>(i)]), hidden, dropped_MH.Row(i));
  }
  HeadLoss loss = classifier_.ForwardBackward(dropped_MH, labelled.labels, static_cast<float>(scale), grad_MH);
  const Matrix grad_NH = grad_hidden_.Get(hidden_NH.rows, hidden);
  std::fill_n(grad_NH.data, grad_NH.size(), 0.0F);
  for (std::int64_t i = 0; i < m; ++i) {
    std::copy_n(grad_MH.Row(i), hidden, grad_NH.Row(labelled.rows[static_cast<std::size_t>(i)]));
  }
  Drop(dropout_seed, grad_NH);
  encoder_.Backward(grad_NH);
  return loss;
}

at::Tensor BertTokenClassifier::Logits(const Batch& batch) {
  return CopyOf(classifier_.Logits(encoder_.Evaluate(batch)));
}

}  // namespace linkbert
