#include "core/tasks/pretraining/mlm_head.h"

#include <algorithm>
#include <cstring>

#include "core/kernels/cross_entropy.h"
#include "core/kernels/parallel.h"

namespace linkbert {
namespace {

// Masked rows whose logits exist at a time: 1024 x 30522 are 125 MB, and fewer would read the decoder more often.
constexpr std::int64_t kLogitRows = 1024;

// logits = transformed decoder^T, a few columns at a time: the rows of the logits lie 122 KB apart, and one product
// over all columns spends a third of its time on address translation (307 rows, 30522 columns: 117 ms against 84 ms).
void DecoderProduct(const ConstMatrix& transformed_MH, const ConstMatrix& decoder_VH, const Matrix& logits_MV) {
  constexpr std::int64_t kColumns = 512;
  const std::int64_t blocks = (decoder_VH.rows + kColumns - 1) / kColumns;
  at::parallel_for(0, blocks, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t block = first; block < last; ++block) {
      const std::int64_t begin = block * kColumns, end = std::min(decoder_VH.rows, begin + kColumns);
      Gemm(transformed_MH, decoder_VH.Rows(begin, end).Transposed(), Store::kOverwrite, logits_MV.Columns(begin, end));
    }
  });
}

}  // namespace

MlmHead::MlmHead(const BertConfig& config, const FlatParameters& parameters)
    : activation_(ParseActivation(config.hidden_act)),
      dense_(parameters, "cls.predictions.transform.dense", config.hidden_size, config.hidden_size),
      norm_(parameters, "cls.predictions.transform.LayerNorm", config.hidden_size, config.layer_norm_eps),
      decoder_(parameters.View("bert.embeddings.word_embeddings.weight", {config.vocab_size, config.hidden_size})),
      decoder_bias_(parameters.View("cls.predictions.bias", {config.vocab_size})),
      vocab_size_(config.vocab_size) {}

Matrix MlmHead::Transform(const ConstMatrix& hidden_NH, const std::vector<std::int64_t>& rows) {
  const auto m = static_cast<std::int64_t>(rows.size()), hidden = hidden_NH.columns;
  const Matrix gathered_MH = gathered_.Get(m, hidden), product_MH = product_.Get(m, hidden);
  for (std::int64_t r = 0; r < m; ++r) {
    std::memcpy(gathered_MH.Row(r), hidden_NH.Row(rows[static_cast<std::size_t>(r)]),
                static_cast<std::size_t>(hidden) * sizeof(float));
  }
  dense_.Product(gathered_MH, product_MH);
  const NormSaved norm = normed_.Get(m, hidden);
  BiasActivationForward(activation_, product_MH.data, dense_.bias.value, m, hidden, norm.sum_NH);
  const Matrix output_MH = normed_.output.Get(m, hidden);
  LayerNormForward(norm_.values(), m, hidden, norm, output_MH.data);
  return output_MH;
}

void MlmHead::TransformBackward(const std::vector<std::int64_t>& rows, const Matrix& grad_MH, const Matrix& grad_NH) {
  const std::int64_t m = grad_MH.rows, hidden = grad_MH.columns;
  LayerNormBackward(norm_.values(), m, hidden, normed_.Get(m, hidden), grad_MH.data, grad_MH.data, norm_.gradients());
  BiasActivationBackward(activation_, product_.Get(m * hidden), dense_.bias.value, m, hidden, grad_MH.data,
                         dense_.bias.gradient);
  dense_.WeightGradient(grad_MH, gathered_.Get(m, hidden));
  const Matrix grad_gathered_MH = grad_gathered_.Get(m, hidden);
  dense_.InputGradient(grad_MH, Store::kOverwrite, grad_gathered_MH);
  for (std::int64_t r = 0; r < m; ++r) {
    float* to = grad_NH.Row(rows[static_cast<std::size_t>(r)]);
    for (std::int64_t c = 0; c < hidden; ++c) to[c] += grad_gathered_MH.Row(r)[c];
  }
}

void MlmHead::Logits(const ConstMatrix& hidden_NH, const std::vector<std::int64_t>& rows, const Matrix& logits_MV) {
  const ConstMatrix decoder_VH(decoder_.value, vocab_size_, hidden_NH.columns);
  DecoderProduct(Transform(hidden_NH, rows), decoder_VH, logits_MV);
  ForRowBlocks(logits_MV.rows, [&](std::int64_t, std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      for (std::int64_t c = 0; c < vocab_size_; ++c) logits_MV.Row(r)[c] += decoder_bias_.value[c];
    }
  });
}

HeadLoss MlmHead::Evaluate(const ConstMatrix& hidden_NH, const std::vector<std::int64_t>& rows,
                           const std::vector<std::int64_t>& labels) {
  HeadLoss loss;
  const Matrix transformed_MH = Transform(hidden_NH, rows);
  const ConstMatrix decoder_VH(decoder_.value, vocab_size_, hidden_NH.columns);
  for (std::int64_t begin = 0; begin < transformed_MH.rows; begin += kLogitRows) {
    const std::int64_t end = std::min(transformed_MH.rows, begin + kLogitRows);
    const Matrix logits = logits_.Get(end - begin, vocab_size_);
    DecoderProduct(transformed_MH.Rows(begin, end), decoder_VH, logits);
    const CrossEntropy part =
        CrossEntropyForward(logits.data, decoder_bias_.value, labels.data() + begin, end - begin, vocab_size_);
    loss.sum += part.loss_sum;
    loss.best.insert(loss.best.end(), part.best.begin(), part.best.end());
  }
  return loss;
}

HeadLoss MlmHead::ForwardBackward(const ConstMatrix& hidden_NH, const std::vector<std::int64_t>& rows,
                                  const std::vector<std::int64_t>& labels, float scale, const Matrix& grad_NH) {
  HeadLoss loss;
  const Matrix transformed_MH = Transform(hidden_NH, rows);
  const Matrix grad_MH = grad_.Get(transformed_MH.rows, transformed_MH.columns);
  const ConstMatrix decoder_VH(decoder_.value, vocab_size_, hidden_NH.columns);
  for (std::int64_t begin = 0; begin < transformed_MH.rows; begin += kLogitRows) {
    const std::int64_t end = std::min(transformed_MH.rows, begin + kLogitRows);
    const Matrix logits = logits_.Get(end - begin, vocab_size_);
    DecoderProduct(transformed_MH.Rows(begin, end), decoder_VH, logits);
    const CrossEntropy part = CrossEntropyForwardBackward(logits.data, decoder_bias_.value, labels.data() + begin,
                                                          end - begin, vocab_size_, scale, decoder_bias_.gradient);
    Gemm(logits, decoder_VH, Store::kOverwrite, grad_MH.Rows(begin, end));
    Gemm(ConstMatrix(logits).Transposed(), transformed_MH.Rows(begin, end), Store::kAccumulate,
         Matrix(decoder_.gradient, vocab_size_, hidden_NH.columns));
    loss.sum += part.loss_sum;
    loss.best.insert(loss.best.end(), part.best.begin(), part.best.end());
  }
  TransformBackward(rows, grad_MH, grad_NH);
  return loss;
}

}  // namespace linkbert
