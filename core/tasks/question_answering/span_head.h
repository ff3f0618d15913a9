// SpanHead: scores every token as the first and as the last one of an answer, and the loss of a span: "qa_outputs".
//
// Flow: hidden states [N, H] -> [SpanHead] -> losses; the gradient goes to grad_NH. A linear layer of two outputs; the
// softmax of each runs over the tokens of one sequence. Its
// buffers are in the caller's workspace. Threads: one caller thread.
#pragma once
#include <cstdint>
#include <vector>

#include "core/model/layers.h"

namespace linkbert {

// An answer's first and last token, as places in their sequences, [B] each.
struct Spans {
  std::vector<std::int32_t> starts, ends;
};

class SpanHead {
 public:
  SpanHead(const BertConfig& config, const FlatParameters& parameters);

  void Plan(Workspace& workspace, const BatchBounds& bounds);

  // [N, 2] with biases: of being the start, of being the end. Valid until the next call.
  View Logits(const ConstView& hidden_NH);
  // grad_NH is overwritten with scale * d(loss sum) / d(hidden). The bias's gradient is 0: a softmax does not see it.
  // The sum is over sequences, of the mean of both cross entropies; right are sequences whose start and end both are;
  // best: of all sequences the best start, then of all the best end.
  PendingLoss ForwardBackward(const ConstView& hidden_NH, const PackedRows& rows, const Spans& labels, double scale,
                              const View& grad_NH);

 private:
  Device& device_;
  LinearLayer output_;
  Buffer logits_;
  LossBuffer loss_;
};

}  // namespace linkbert
