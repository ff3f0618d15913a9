#include "core/tasks/multiple_choice/multiple_choice.h"

#include "base/error.h"

namespace linkbert {

BertMultipleChoice::BertMultipleChoice(const BertConfig& config, std::int64_t choices, FlatParameters& parameters)
    : choices_(choices),
      encoder_(config, parameters),
      score_(MakeLinear(parameters, "classifier", 1, config.hidden_size)),
      memory_(parameters.device()) {
  LB_CHECK(choices > 0);
}

void BertMultipleChoice::Reserve(const BatchBounds& bounds, PassKind kind) {
  memory_.Reserve(bounds, kind, [this](Workspace& workspace, const PlannedBounds& planned) {
    encoder_.Plan(workspace, planned);
    workspace.Add(scores_, planned.any.sequences);
    loss_.Plan(workspace, planned.any.sequences);
  });
}

PendingLoss BertMultipleChoice::ForwardBackward(const Batch& batch, const std::vector<std::int32_t>& labels,
                                                double scale, DropoutSeed dropout_seed) {
  const auto examples = static_cast<std::int64_t>(labels.size());
  LB_CHECK(examples * choices_ == batch.sequences(), "{} examples of {} choices, {} sequences", examples, choices_,
           batch.sequences());
  for (const std::int32_t label : labels) LB_CHECK(label >= 0 && label < choices_, "label {}", label);
  Device& device = encoder_.device();
  const View pooled_BH = encoder_.Forward(batch, dropout_seed), grad_BH = encoder_.Gradient();
  const View scores_B1 = scores_.Get(pooled_BH.rows, 1);
  // The bias adds the same to all choices, which a softmax does not see: its gradient is 0.
  LinearLayer score = score_;
  score.bias = nullptr;
  score.bias_gradient = nullptr;
  device.LinearForward(score, pooled_BH, scores_B1);
  const LossSums sums = loss_.Begin(device, scale);
  device.SoftmaxForwardBackward(device.Load(std::span(labels)),
                                {scores_B1.Reshaped(examples, choices_), loss_.scale(), sums});
  device.LinearBackward(score, pooled_BH, scores_B1, {grad_BH});
  encoder_.Backward(grad_BH);
  return loss_.Pending(device, examples);
}

at::Tensor BertMultipleChoice::Logits(const Batch& batch) {
  LB_CHECK(batch.sequences() % choices_ == 0, "{} sequences for {} choices each", batch.sequences(), choices_);
  Reserve(BoundsOf(batch), PassKind::kEvaluation);
  const View pooled_BH = encoder_.Evaluate(batch), scores_B1 = scores_.Get(pooled_BH.rows, 1);
  encoder_.device().LinearForward(score_, pooled_BH, scores_B1);
  return CopyOf(encoder_.device(), scores_B1.Reshaped(scores_B1.rows / choices_, choices_));
}

}  // namespace linkbert
