#include "core/tasks/pretraining/pretraining_model.h"

#include <ATen/ops/empty.h>

#include <algorithm>

#include "base/error.h"

namespace linkbert {
namespace {

void CheckLabelRange(const std::vector<std::int64_t>& labels, std::int64_t classes, const char* what) {
  for (const std::int64_t label : labels) {
    if (label < 0 || label >= classes) {
      throw Fail(ErrorCode::kInput, "{} {} in a batch, wanted 0 to {}. Was the data made for this model?", what, label,
                 classes - 1);
    }
  }
}

void AddMlm(const HeadLoss& loss, const Batch& batch, BertPretrainingModel::StepSums& sums) {
  sums.mlm_loss_sum += loss.sum;
  sums.masked += batch.masked();
  for (std::size_t i = 0; i < loss.best.size(); ++i) sums.mlm_correct += loss.best[i] == batch.masked_labels[i];
}

void AddDrp(const HeadLoss& loss, const Batch& batch, BertPretrainingModel::StepSums& sums) {
  sums.drp_loss_sum += loss.sum;
  for (std::size_t b = 0; b < loss.best.size(); ++b) {
    const auto relation = static_cast<std::size_t>(batch.relation[b]),
               predicted = static_cast<std::size_t>(loss.best[b]);
    ++sums.confusion[relation][predicted];
    sums.drp_correct += relation == predicted;
  }
}

}  // namespace

BertPretrainingModel::BertPretrainingModel(const BertConfig& config, FlatParameters& parameters)
    : encoder_(config, parameters) {
  if (parameters.Has("bert.pooler.dense.weight")) pooler_.emplace(config, parameters);
  if (parameters.Has("cls.predictions.bias")) mlm_.emplace(config, parameters);
  if (parameters.Has("drp.weight")) drp_.emplace("drp", kDrpLabels, config, parameters);
  LB_CHECK(pooler_ || !drp_, "the relation head needs the pooler");
}

void BertPretrainingModel::CheckLabels(const Batch& batch) const {
  LB_CHECK(batch.masked_labels.size() == batch.masked_rows.size(), "{} labels for {} masked rows",
           batch.masked_labels.size(), batch.masked_rows.size());
  if (mlm_) CheckLabelRange(batch.masked_labels, config().vocab_size, "masked-token label");
  LB_CHECK(!drp_ || batch.relation.size() == batch.sample_index.size(), "{} relations for {} sequences",
           batch.relation.size(), batch.sample_index.size());
  if (drp_) CheckLabelRange(batch.relation, kDrpLabels, "relation");
}

BertPretrainingModel::StepSums BertPretrainingModel::ForwardBackward(const Batch& batch, const LossScale& scale,
                                                                     DropoutSeed dropout_seed) {
  CheckLabels(batch);
  const Matrix hidden_NH = encoder_.Forward(batch, dropout_seed);
  const Matrix grad_NH = grad_hidden_.Get(hidden_NH.rows, hidden_NH.columns);
  std::fill_n(grad_NH.data, grad_NH.size(), 0.0F);
  StepSums sums;
  sums.sequences = batch.sequences();
  if (mlm_) {
    AddMlm(mlm_->ForwardBackward(hidden_NH, batch.masked_rows, batch.masked_labels, static_cast<float>(scale.mlm),
                                 grad_NH),
           batch, sums);
  }
  if (drp_) {
    const Matrix pooled_BH = pooler_->Forward(hidden_NH, encoder_.rows());
    const Matrix grad_BH = grad_pooled_.Get(pooled_BH.rows, pooled_BH.columns);
    AddDrp(drp_->ForwardBackward(pooled_BH, batch.relation, static_cast<float>(scale.drp), grad_BH), batch, sums);
    pooler_->Backward(grad_BH, encoder_.rows(), grad_NH);
  }
  encoder_.Backward(grad_NH);
  return sums;
}

BertPretrainingModel::StepSums BertPretrainingModel::Evaluate(const Batch& batch, std::vector<float>* drp_logits) {
  CheckLabels(batch);
  const Matrix hidden_NH = encoder_.Evaluate(batch);
  StepSums sums;
  sums.sequences = batch.sequences();
  if (mlm_) AddMlm(mlm_->Evaluate(hidden_NH, batch.masked_rows, batch.masked_labels), batch, sums);
  if (!drp_) return sums;
  const Matrix pooled_BH = pooler_->Forward(hidden_NH, encoder_.rows());
  AddDrp(drp_->Evaluate(pooled_BH, batch.relation), batch, sums);
  if (drp_logits != nullptr) {
    const Matrix logits = drp_->Logits(pooled_BH);
    drp_logits->insert(drp_logits->end(), logits.data, logits.data + logits.size());
  }
  return sums;
}

at::Tensor BertPretrainingModel::HiddenStates(const Batch& batch) { return CopyOf(encoder_.Evaluate(batch)); }

at::Tensor BertPretrainingModel::Pooled(const Batch& batch) {
  LB_CHECK(pooler_.has_value());
  const Matrix hidden_NH = encoder_.Evaluate(batch);
  return CopyOf(pooler_->Forward(hidden_NH, encoder_.rows()));
}

at::Tensor BertPretrainingModel::MlmLogits(const Batch& batch) {
  LB_CHECK(mlm_.has_value());
  at::Tensor logits = at::empty({batch.masked(), config().vocab_size});
  const Matrix hidden_NH = encoder_.Evaluate(batch);
  mlm_->Logits(hidden_NH, batch.masked_rows,
               Matrix(logits.mutable_data_ptr<float>(), batch.masked(), config().vocab_size));
  return logits;
}

at::Tensor BertPretrainingModel::DrpLogits(const Batch& batch) {
  LB_CHECK(drp_.has_value());
  const Matrix hidden_NH = encoder_.Evaluate(batch);
  return CopyOf(drp_->Logits(pooler_->Forward(hidden_NH, encoder_.rows())));
}

}  // namespace linkbert
