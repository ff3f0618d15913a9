#include "core/model/sequence_classifier.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/error.h"

namespace linkbert {
namespace {

// The pooled outputs are one row a sequence.
PackedRows OneRowEach(const std::vector<std::uint64_t>& sample_index) {
  std::vector<std::int32_t> begins(sample_index.size() + 1);
  std::iota(begins.begin(), begins.end(), 0);
  return {std::move(begins), sample_index};
}

void DropPooled(double probability, std::uint64_t seed, const PackedRows& sequences, const Matrix& values_BH) {
  ApplyDropout(Dropout(probability, seed, {DropoutKind::kPooled}), sequences, values_BH.columns, values_BH.data);
}

}  // namespace

BertSequenceClassifier::BertSequenceClassifier(const BertConfig& config, std::int64_t classes,
                                               FlatParameters& parameters)
    : encoder_(config, parameters),
      pooler_(config, parameters),
      classifier_("classifier", classes, config, parameters) {}

Matrix BertSequenceClassifier::Dropped(const Matrix& pooled_BH, const PackedRows& sequences, DropoutSeed seed) {
  if (!seed) return pooled_BH;
  const Matrix dropped_BH = dropped_.Get(pooled_BH.rows, pooled_BH.columns);
  std::copy_n(pooled_BH.data, pooled_BH.size(), dropped_BH.data);
  DropPooled(config().hidden_dropout_prob, *seed, sequences, dropped_BH);
  return dropped_BH;
}

HeadLoss BertSequenceClassifier::ForwardBackward(const Batch& batch, const std::vector<std::int64_t>& labels,
                                                 double scale, DropoutSeed dropout_seed) {
  LB_CHECK(labels.size() == batch.sample_index.size(), "{} labels for {} sequences", labels.size(),
           batch.sample_index.size());
  for (const std::int64_t label : labels) LB_CHECK(label >= 0 && label < classes(), "label {}", label);
  const Matrix hidden_NH = encoder_.Forward(batch, dropout_seed);
  const Matrix grad_NH = grad_hidden_.Get(hidden_NH.rows, hidden_NH.columns);
  std::fill_n(grad_NH.data, grad_NH.size(), 0.0F);
  const PackedRows sequences = OneRowEach(batch.sample_index);
  const Matrix input_BH = Dropped(pooler_.Forward(hidden_NH, encoder_.rows()), sequences, dropout_seed);
  const Matrix grad_BH = grad_pooled_.Get(input_BH.rows, input_BH.columns);
  HeadLoss loss = classifier_.ForwardBackward(input_BH, labels, static_cast<float>(scale), grad_BH);
  if (dropout_seed) DropPooled(config().hidden_dropout_prob, *dropout_seed, sequences, grad_BH);
  pooler_.Backward(grad_BH, encoder_.rows(), grad_NH);
  encoder_.Backward(grad_NH);
  return loss;
}

at::Tensor BertSequenceClassifier::Logits(const Batch& batch) {
  const Matrix hidden_NH = encoder_.Evaluate(batch);
  const Matrix logits_BC = classifier_.Logits(pooler_.Forward(hidden_NH, encoder_.rows()));
  at::Tensor result = at::empty({logits_BC.rows, logits_BC.columns});
  std::memcpy(result.mutable_data_ptr<float>(), logits_BC.data,
              static_cast<std::size_t>(logits_BC.size()) * sizeof(float));
  return result;
}

}  // namespace linkbert
