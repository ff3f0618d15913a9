#include "core/tasks/question_answering/span_head.h"

namespace linkbert {

SpanHead::SpanHead(const BertConfig& config, const FlatParameters& parameters)
    : device_(parameters.device()), output_(MakeLinear(parameters, "qa_outputs", 2, config.hidden_size)) {}

void SpanHead::Plan(Workspace& workspace, const BatchBounds& bounds) {
  workspace.Add(logits_, 2 * bounds.tokens);
  loss_.Plan(workspace, 2 * bounds.sequences);
}

View SpanHead::Logits(const ConstView& hidden_NH) {
  const View logits_N2 = logits_.Get(hidden_NH.rows, 2);
  device_.LinearForward(output_, hidden_NH, logits_N2);
  return logits_N2;
}

PendingLoss SpanHead::ForwardBackward(const ConstView& hidden_NH, const PackedRows& rows, const Spans& labels,
                                      double scale, const View& grad_NH) {
  const View logits_N2 = Logits(hidden_NH);
  std::vector<std::int32_t> places = labels.starts;
  places.insert(places.end(), labels.ends.begin(), labels.ends.end());
  const LossSums sums = loss_.Begin(device_, scale);
  device_.SpanForwardBackward(rows, device_.Load(std::span<const std::int32_t>(places)),
                              {logits_N2, loss_.scale(), sums});
  LinearLayer without_bias = output_;
  without_bias.bias_gradient = nullptr;
  device_.LinearBackward(without_bias, hidden_NH, logits_N2, {grad_NH});
  return loss_.Pending(device_, 2 * rows.sequences());
}

}  // namespace linkbert
