#include "core/tasks/question_answering/question_answering.h"

#include "base/error.h"

namespace linkbert {

BertQuestionAnswering::BertQuestionAnswering(const BertConfig& config, FlatParameters& parameters)
    : encoder_(config, parameters), head_(config, parameters), memory_(parameters.device()) {}

void BertQuestionAnswering::Reserve(const BatchBounds& bounds, PassKind kind) {
  memory_.Reserve(bounds, kind, [this](Workspace& workspace, const PlannedBounds& planned) {
    encoder_.Plan(workspace, planned);
    head_.Plan(workspace, planned.any);
    workspace.Add(grad_hidden_, planned.training.tokens * config().hidden_size);
  });
}

PendingLoss BertQuestionAnswering::ForwardBackward(const Batch& batch, const Spans& labels, double scale,
                                                   DropoutSeed dropout_seed) {
  const std::size_t sequences = batch.sample_index.size();
  LB_CHECK(labels.starts.size() == sequences && labels.ends.size() == sequences, "{} and {} labels for {} sequences",
           labels.starts.size(), labels.ends.size(), sequences);
  const View hidden_NH = encoder_.Forward(batch, dropout_seed);
  const PackedRows& rows = encoder_.rows();
  for (std::size_t b = 0; b < sequences; ++b) {
    const std::int64_t length = rows.Length(static_cast<std::int64_t>(b));
    LB_CHECK(labels.starts[b] >= 0 && labels.starts[b] < length && labels.ends[b] >= 0 && labels.ends[b] < length,
             "span {} to {} in a sequence of {}", labels.starts[b], labels.ends[b], length);
  }
  const View grad_NH = grad_hidden_.Get(hidden_NH.rows, hidden_NH.columns);
  const PendingLoss loss = head_.ForwardBackward(hidden_NH, rows, labels, scale, grad_NH);
  encoder_.Backward(grad_NH);
  return loss;
}

at::Tensor BertQuestionAnswering::Logits(const Batch& batch) {
  Reserve(BoundsOf(batch), PassKind::kEvaluation);
  return CopyOf(encoder_.device(), head_.Logits(encoder_.Evaluate(batch)));
}

}  // namespace linkbert
