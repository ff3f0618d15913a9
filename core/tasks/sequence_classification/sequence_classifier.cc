#include "core/tasks/sequence_classification/sequence_classifier.h"

#include "base/error.h"

namespace linkbert {

BertSequenceClassifier::BertSequenceClassifier(const BertConfig& config, std::int64_t classes,
                                               FlatParameters& parameters)
    : encoder_(config, parameters),
      classifier_("classifier", classes, config, parameters),
      memory_(parameters.device()) {}

void BertSequenceClassifier::Reserve(const BatchBounds& bounds, PassKind kind) {
  memory_.Reserve(bounds, kind, [this](Workspace& workspace, const PlannedBounds& planned) {
    encoder_.Plan(workspace, planned);
    classifier_.Plan(workspace, planned.any.sequences);
  });
}

PendingLoss BertSequenceClassifier::ForwardBackward(const Batch& batch, const std::vector<std::int32_t>& labels,
                                                    double scale, DropoutSeed dropout_seed) {
  LB_CHECK(labels.size() == batch.sample_index.size(), "{} labels for {} sequences", labels.size(),
           batch.sample_index.size());
  for (const std::int32_t label : labels) LB_CHECK(label >= 0 && label < classes(), "label {}", label);
  const View pooled_BH = encoder_.Forward(batch, dropout_seed);
  const View grad_BH = encoder_.Gradient();
  Device& device = encoder_.device();
  const PendingLoss loss = classifier_.ForwardBackward(pooled_BH, device.Load(std::span(labels)), scale, grad_BH);
  encoder_.Backward(grad_BH);
  return loss;
}

PendingLoss BertSequenceClassifier::ForwardBackward(const Batch& batch, const Targets& targets, double scale,
                                                    DropoutSeed dropout_seed) {
  const auto wanted = batch.sample_index.size() * static_cast<std::size_t>(classes());
  LB_CHECK(targets.values.size() == wanted, "{} targets, wanted {}", targets.values.size(), wanted);
  const View pooled_BH = encoder_.Forward(batch, dropout_seed);
  const View grad_BH = encoder_.Gradient();
  const PendingLoss loss = classifier_.ForwardBackward(
      pooled_BH, {targets.loss, encoder_.device().Load(std::span(targets.values))}, scale, grad_BH);
  encoder_.Backward(grad_BH);
  return loss;
}

at::Tensor BertSequenceClassifier::Logits(const Batch& batch) {
  Reserve(BoundsOf(batch), PassKind::kEvaluation);
  return CopyOf(encoder_.device(), classifier_.Logits(encoder_.Evaluate(batch)));
}

}  // namespace linkbert
