#include "core/tasks/pretraining/pretraining_model.h"

#include "base/error.h"

namespace linkbert {
namespace {

void CheckLabelRange(const std::vector<std::int32_t>& labels, std::int64_t classes, const char* what) {
  for (const std::int32_t label : labels) {
    if (label < 0 || label >= classes) {
      throw Fail(ErrorCode::kInput, "{} {} in a batch, wanted 0 to {}. Was the data made for this model?", what, label,
                 classes - 1);
    }
  }
}

void AddMlm(const HeadLoss& loss, const Batch& batch, BertPretrainingModel::BatchSums& sums) {
  sums.mlm_loss_sum += loss.sum;
  sums.masked += batch.masked();
  sums.mlm_correct += static_cast<std::int64_t>(loss.correct);
}

void AddDrp(const HeadLoss& loss, const Batch& batch, BertPretrainingModel::BatchSums& sums) {
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
    : encoder_(config, parameters), memory_(parameters.device()) {
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

void BertPretrainingModel::Reserve(const BatchBounds& bounds, PassKind kind) {
  memory_.Reserve(bounds, kind, [this](Workspace& workspace, const PlannedBounds& planned) {
    encoder_.Plan(workspace, planned);
    if (mlm_) mlm_->Plan(workspace, planned);
    if (pooler_) pooler_->Plan(workspace, planned.any.sequences);
    if (drp_) drp_->Plan(workspace, planned.any.sequences);
    workspace.Add(grad_hidden_, planned.training.tokens * config().hidden_size);
    workspace.Add(grad_pooled_, planned.training.sequences * config().hidden_size);
  });
}

BertPretrainingModel::PendingSums BertPretrainingModel::ForwardBackward(const Batch& batch, const LossScale& scale,
                                                                        DropoutSeed dropout_seed) {
  CheckLabels(batch);
  const View hidden_NH = encoder_.Forward(batch, dropout_seed);
  const View grad_NH = grad_hidden_.Get(hidden_NH.rows, hidden_NH.columns);
  device().Zero(grad_NH);
  PendingSums sums;
  if (mlm_) sums.mlm = mlm_->ForwardBackward(hidden_NH, encoder_.batch(), scale.mlm, grad_NH);
  if (drp_) {
    const View pooled_BH = pooler_->Forward(hidden_NH, encoder_.batch());
    const View grad_BH = grad_pooled_.Get(pooled_BH.rows, pooled_BH.columns);
    sums.drp = drp_->ForwardBackward(pooled_BH, encoder_.batch().relation, scale.drp, grad_BH);
    pooler_->Backward(grad_BH, encoder_.batch(), grad_NH);
  }
  encoder_.Backward(grad_NH);
  return sums;
}

BertPretrainingModel::BatchSums BertPretrainingModel::PendingSums::Read(const Batch& batch) const {
  BatchSums sums;
  sums.sequences = batch.sequences();
  AddMlm(mlm.Read(), batch, sums);
  AddDrp(drp.Read(), batch, sums);
  return sums;
}

BertPretrainingModel::BatchSums BertPretrainingModel::Evaluate(const Batch& batch, std::vector<float>* drp_logits) {
  CheckLabels(batch);
  const View hidden_NH = encoder_.Evaluate(batch);
  BatchSums sums;
  sums.sequences = batch.sequences();
  if (mlm_) AddMlm(mlm_->Evaluate(hidden_NH, encoder_.batch()), batch, sums);
  if (!drp_) return sums;
  const View pooled_BH = pooler_->Forward(hidden_NH, encoder_.batch());
  AddDrp(drp_->Evaluate(pooled_BH, encoder_.batch().relation), batch, sums);
  if (drp_logits != nullptr) {
    const at::Tensor logits = CopyOf(device(), drp_->Logits(pooled_BH));
    const float* values = logits.const_data_ptr<float>();
    drp_logits->insert(drp_logits->end(), values, values + logits.numel());
  }
  return sums;
}

View BertPretrainingModel::EvaluateAlone(const Batch& batch) {
  Reserve(BoundsOf(batch), PassKind::kEvaluation);
  return encoder_.Evaluate(batch);
}

at::Tensor BertPretrainingModel::HiddenStates(const Batch& batch) { return CopyOf(device(), EvaluateAlone(batch)); }

at::Tensor BertPretrainingModel::Pooled(const Batch& batch) {
  LB_CHECK(pooler_.has_value());
  return CopyOf(device(), pooler_->Forward(EvaluateAlone(batch), encoder_.batch()));
}

at::Tensor BertPretrainingModel::MlmLogits(const Batch& batch) {
  LB_CHECK(mlm_.has_value());
  Buffer logits;
  Workspace workspace(device());
  workspace.Add(logits, batch.masked() * config().vocab_size);
  workspace.Commit();
  const View logits_MV = logits.Get(batch.masked(), config().vocab_size);
  mlm_->Logits(EvaluateAlone(batch), encoder_.batch().masked_rows, logits_MV);
  return CopyOf(device(), logits_MV);
}

at::Tensor BertPretrainingModel::DrpLogits(const Batch& batch) {
  LB_CHECK(drp_.has_value());
  return CopyOf(device(), drp_->Logits(pooler_->Forward(EvaluateAlone(batch), encoder_.batch())));
}

}  // namespace linkbert
