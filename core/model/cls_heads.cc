#include "core/model/heads.h"

namespace linkbert {

Pooler::Pooler(const BertConfig& config, const FlatParameters& parameters)
    : device_(parameters.device()),
      dense_(MakeLinear(parameters, "bert.pooler.dense", config.hidden_size, config.hidden_size)) {}

void Pooler::Plan(Workspace& workspace, std::int64_t sequences) {
  for (Buffer* buffer : {&first_, &pooled_, &grad_first_}) workspace.Add(*buffer, sequences * dense_.out());
}

View Pooler::Forward(const ConstView& hidden_NH, const DeviceBatch& batch) {
  const std::int64_t sequences = batch.rows.sequences(), hidden = hidden_NH.columns;
  const View first_BH = first_.Get(sequences, hidden), pooled_BH = pooled_.Get(sequences, hidden);
  device_.GatherRows(hidden_NH, batch.first_rows, first_BH);
  device_.LinearForward(dense_, first_BH, pooled_BH);
  device_.TanhForward(pooled_BH);
  return pooled_BH;
}

void Pooler::Backward(const View& grad_BH, const DeviceBatch& batch, const View& grad_NH) {
  const std::int64_t sequences = grad_BH.rows, hidden = grad_BH.columns;
  const View grad_first_BH = grad_first_.Get(sequences, hidden);
  device_.TanhBackward(pooled_.Get(sequences, hidden), grad_BH);
  device_.LinearBackward(dense_, first_.Get(sequences, hidden), grad_BH, {grad_first_BH});
  device_.ScatterRows(grad_first_BH, batch.first_rows, /*add=*/true, grad_NH);
}

ClassifierHead::ClassifierHead(const std::string& name, std::int64_t classes, const BertConfig& config,
                               const FlatParameters& parameters)
    : device_(parameters.device()), classifier_(MakeLinear(parameters, name, classes, config.hidden_size)) {}

void ClassifierHead::Plan(Workspace& workspace, std::int64_t rows) {
  workspace.Add(logits_, rows * classes());
  loss_.Plan(workspace, rows);
}

View ClassifierHead::Logits(const ConstView& pooled_BH) {
  const View logits = logits_.Get(pooled_BH.rows, classes());
  device_.LinearForward(classifier_, pooled_BH, logits);
  return logits;
}

HeadLoss ClassifierHead::Evaluate(const ConstView& pooled_BH, const DeviceIds& labels) {
  const View logits = logits_.Get(pooled_BH.rows, classes());
  device_.CrossEntropyForward(classifier_, {pooled_BH, labels, logits, loss_.Begin(device_, 0)});
  return loss_.Pending(device_, pooled_BH.rows).Read();
}

PendingLoss ClassifierHead::ForwardBackward(const ConstView& pooled_BH, const DeviceIds& labels, double scale,
                                            const View& grad_pooled_BH) {
  const View logits = logits_.Get(pooled_BH.rows, classes());
  device_.CrossEntropyForwardBackward(
      classifier_, {pooled_BH, labels, logits, loss_.Begin(device_, scale), loss_.scale(), grad_pooled_BH});
  return loss_.Pending(device_, pooled_BH.rows);
}

PendingLoss ClassifierHead::ForwardBackward(const ConstView& pooled_BH, const Targets& targets, double scale,
                                            const View& grad_pooled_BH) {
  const View logits = Logits(pooled_BH);
  const LossSums sums = loss_.Begin(device_, scale);
  device_.ValueLossForwardBackward(targets.loss, targets.values, {logits, loss_.scale(), sums});
  device_.LinearBackward(classifier_, pooled_BH, logits, {grad_pooled_BH});
  return loss_.Pending(device_, 0);
}

}  // namespace linkbert
