#include <cmath>
#include <cstring>

#include "core/kernels/cross_entropy.h"
#include "core/model/heads.h"

namespace linkbert {
namespace {

void AddBias(const float* bias, const Matrix& m) {
  for (std::int64_t r = 0; r < m.rows; ++r) {
    for (std::int64_t c = 0; c < m.columns; ++c) m.Row(r)[c] += bias[c];
  }
}

}  // namespace

Pooler::Pooler(const BertConfig& config, const FlatParameters& parameters)
    : dense_(parameters, "bert.pooler.dense", config.hidden_size, config.hidden_size) {}

Matrix Pooler::Forward(const ConstMatrix& hidden_NH, const PackedRows& rows) {
  const std::int64_t sequences = rows.sequences(), hidden = hidden_NH.columns;
  const Matrix first_BH = first_.Get(sequences, hidden), pooled_BH = pooled_.Get(sequences, hidden);
  for (std::int64_t b = 0; b < sequences; ++b) {
    std::memcpy(first_BH.Row(b), hidden_NH.Row(rows.Begin(b)), static_cast<std::size_t>(hidden) * sizeof(float));
  }
  dense_.Product(first_BH, pooled_BH);
  AddBias(dense_.bias.value, pooled_BH);
  for (std::int64_t i = 0; i < pooled_BH.size(); ++i) pooled_BH.data[i] = std::tanh(pooled_BH.data[i]);
  return pooled_BH;
}

void Pooler::Backward(const Matrix& grad_BH, const PackedRows& rows, const Matrix& grad_NH) {
  const std::int64_t sequences = grad_BH.rows, hidden = grad_BH.columns;
  const Matrix pooled_BH = pooled_.Get(sequences, hidden), grad_first_BH = grad_first_.Get(sequences, hidden);
  for (std::int64_t b = 0; b < sequences; ++b) {
    for (std::int64_t c = 0; c < hidden; ++c) {
      float& grad = grad_BH.Row(b)[c];
      grad *= 1.0F - pooled_BH.Row(b)[c] * pooled_BH.Row(b)[c];
      dense_.bias.gradient[c] += grad;
    }
  }
  dense_.WeightGradient(grad_BH, first_.Get(sequences, hidden));
  dense_.InputGradient(grad_BH, Store::kOverwrite, grad_first_BH);
  for (std::int64_t b = 0; b < sequences; ++b) {
    float* to = grad_NH.Row(rows.Begin(b));
    for (std::int64_t c = 0; c < hidden; ++c) to[c] += grad_first_BH.Row(b)[c];
  }
}

ClassifierHead::ClassifierHead(const std::string& name, std::int64_t classes, const BertConfig& config,
                               const FlatParameters& parameters)
    : classifier_(parameters, name, classes, config.hidden_size) {}

Matrix ClassifierHead::Logits(const ConstMatrix& pooled_BH) {
  const Matrix logits = logits_.Get(pooled_BH.rows, classes());
  classifier_.Product(pooled_BH, logits);
  AddBias(classifier_.bias.value, logits);
  return logits;
}

HeadLoss ClassifierHead::Evaluate(const ConstMatrix& pooled_BH, const std::vector<std::int64_t>& labels) {
  const Matrix logits = logits_.Get(pooled_BH.rows, classes());
  classifier_.Product(pooled_BH, logits);
  const CrossEntropy result =
      CrossEntropyForward(logits.data, classifier_.bias.value, labels.data(), logits.rows, classes());
  return {result.loss_sum, result.best};
}

HeadLoss ClassifierHead::ForwardBackward(const ConstMatrix& pooled_BH, const std::vector<std::int64_t>& labels,
                                         float scale, const Matrix& grad_pooled_BH) {
  const Matrix logits = logits_.Get(pooled_BH.rows, classes());
  classifier_.Product(pooled_BH, logits);
  const CrossEntropy result = CrossEntropyForwardBackward(logits.data, classifier_.bias.value, labels.data(),
                                                          logits.rows, classes(), scale, classifier_.bias.gradient);
  classifier_.WeightGradient(logits, pooled_BH);
  classifier_.InputGradient(logits, Store::kOverwrite, grad_pooled_BH);
  return {result.loss_sum, result.best};
}

double ClassifierHead::ForwardBackward(const ConstMatrix& pooled_BH, ValueLoss loss, const float* targets_BC,
                                       double scale, const Matrix& grad_pooled_BH) {
  const Matrix logits = Logits(pooled_BH);
  const double sum = ValueLossForwardBackward(loss, logits.data, targets_BC, logits.size(), scale);
  for (std::int64_t r = 0; r < logits.rows; ++r) {
    for (std::int64_t c = 0; c < logits.columns; ++c) classifier_.bias.gradient[c] += logits.Row(r)[c];
  }
  classifier_.WeightGradient(logits, pooled_BH);
  classifier_.InputGradient(logits, Store::kOverwrite, grad_pooled_BH);
  return sum;
}

}  // namespace linkbert
