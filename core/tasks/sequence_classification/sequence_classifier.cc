#include "core/tasks/sequence_classification/sequence_classifier.h"

#include "base/error.h"

namespace linkbert {

BertSequenceClassifier::BertSequenceClassifier(const BertConfig& config, std::int64_t classes,
                                               FlatParameters& parameters)
    : encoder_(config, parameters), classifier_("classifier", classes, config, parameters) {}

HeadLoss BertSequenceClassifier::ForwardBackward(const Batch& batch, const std::vector<std::int64_t>& labels,
                                                 double scale, DropoutSeed dropout_seed) {
  LB_CHECK(labels.size() == batch.sample_index.size(), "{} labels for {} sequences", labels.size(),
           batch.sample_index.size());
  for (const std::int64_t label : labels) LB_CHECK(label >= 0 && label < classes(), "label {}", label);
  const Matrix pooled_BH = encoder_.Forward(batch, dropout_seed);
  const Matrix grad_BH = encoder_.Gradient(batch);
  HeadLoss loss = classifier_.ForwardBackward(pooled_BH, labels, static_cast<float>(scale), grad_BH);
  encoder_.Backward(grad_BH);
  return loss;
}

double BertSequenceClassifier::ForwardBackward(const Batch& batch, const Targets& targets, double scale,
                                               DropoutSeed dropout_seed) {
  const auto wanted = batch.sample_index.size() * static_cast<std::size_t>(classes());
  LB_CHECK(targets.values.size() == wanted, "{} targets, wanted {}", targets.values.size(), wanted);
  const Matrix pooled_BH = encoder_.Forward(batch, dropout_seed);
  const Matrix grad_BH = encoder_.Gradient(batch);
  const double sum = classifier_.ForwardBackward(pooled_BH, targets.loss, targets.values.data(), scale, grad_BH);
  encoder_.Backward(grad_BH);
  return sum;
}

at::Tensor BertSequenceClassifier::Logits(const Batch& batch) {
  return CopyOf(classifier_.Logits(encoder_.Evaluate(batch)));
}

}  // namespace linkbert
