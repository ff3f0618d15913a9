#include "core/tasks/question_answering/span_head.h"

#include <cmath>

namespace linkbert {
namespace {

struct ColumnLoss {
  double loss;
  std::int64_t best;
};

// Cross entropy of one column of one sequence's logits; they become scale * its gradient.
ColumnLoss ColumnForwardBackward(const Matrix& logits_L2, std::int64_t column, std::int64_t label, double scale) {
  const auto logit = [&](std::int64_t r) -> float& { return logits_L2.Row(r)[column]; };
  std::int64_t best = 0;
  for (std::int64_t r = 1; r < logits_L2.rows; ++r) best = logit(r) > logit(best) ? r : best;
  double sum = 0;
  const double largest = logit(best), wanted = logit(label);
  for (std::int64_t r = 0; r < logits_L2.rows; ++r) sum += std::exp(logit(r) - largest);
  const double log_sum = largest + std::log(sum);
  for (std::int64_t r = 0; r < logits_L2.rows; ++r) {
    logit(r) = static_cast<float>(scale * (std::exp(logit(r) - log_sum) - (r == label ? 1 : 0)));
  }
  return {log_sum - wanted, best};
}

}  // namespace

SpanHead::SpanHead(const BertConfig& config, const FlatParameters& parameters)
    : output_(parameters, "qa_outputs", 2, config.hidden_size) {}

Matrix SpanHead::Logits(const ConstMatrix& hidden_NH) {
  const Matrix logits_N2 = logits_.Get(hidden_NH.rows, 2);
  output_.Product(hidden_NH, logits_N2);
  for (std::int64_t r = 0; r < logits_N2.rows; ++r) {
    for (std::int64_t c = 0; c < 2; ++c) logits_N2.Row(r)[c] += output_.bias.value[c];
  }
  return logits_N2;
}

SpanLoss SpanHead::ForwardBackward(const ConstMatrix& hidden_NH, const PackedRows& rows, const Spans& labels,
                                   double scale, const Matrix& grad_NH) {
  const Matrix logits_N2 = Logits(hidden_NH);
  SpanLoss result;
  for (std::int64_t b = 0; b < rows.sequences(); ++b) {
    const auto at = static_cast<std::size_t>(b);
    const Matrix logits_L2 = logits_N2.Rows(rows.Begin(b), rows.Begin(b + 1));
    const ColumnLoss start = ColumnForwardBackward(logits_L2, 0, labels.starts[at], scale / 2);
    const ColumnLoss end = ColumnForwardBackward(logits_L2, 1, labels.ends[at], scale / 2);
    result.sum += (start.loss + end.loss) / 2;
    result.best.starts.push_back(start.best);
    result.best.ends.push_back(end.best);
  }
  output_.WeightGradient(logits_N2, hidden_NH);
  output_.InputGradient(logits_N2, Store::kOverwrite, grad_NH);
  return result;
}

}  // namespace linkbert
