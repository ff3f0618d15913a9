#include "core/model/encoder.h"

#include "base/error.h"
#include "core/kernels/embedding.h"

namespace linkbert {
namespace {

// ids: [N], each must lie in [0, entries).
void CheckIds(const std::vector<std::int64_t>& ids, std::int64_t entries, const char* what, const char* key) {
  for (std::size_t row = 0; row < ids.size(); ++row) {
    if (ids[row] >= 0 && ids[row] < entries) continue;
    throw Fail(ErrorCode::kInput,
               "{} {} in row {} of a batch lies outside the model's table of {} ({}). Use data made for this model, or "
               "a model made for this data.",
               what, ids[row], row, entries, key);
  }
}

}  // namespace

void CheckBatch(const Batch& batch, const BertConfig& config) {
  const std::size_t n = batch.token_ids.size();
  LB_CHECK(batch.token_type_ids.size() == n && batch.position_ids.size() == n, "{} tokens, {} types, {} positions", n,
           batch.token_type_ids.size(), batch.position_ids.size());
  LB_CHECK(batch.cu_seqlens.size() == batch.sample_index.size() + 1 && batch.cu_seqlens.back() == batch.tokens(),
           "cu_seqlens do not end at {}", n);
  for (std::size_t b = 0; b + 1 < batch.cu_seqlens.size(); ++b) {
    LB_CHECK(batch.cu_seqlens[b] < batch.cu_seqlens[b + 1], "sequence {} is empty", b);
  }
  for (const std::int64_t row : batch.masked_rows) LB_CHECK(row >= 0 && row < batch.tokens(), "masked row {}", row);
  CheckIds(batch.token_ids, config.vocab_size, "token id", "vocab_size");
  CheckIds(batch.token_type_ids, config.type_vocab_size, "token type", "type_vocab_size");
  CheckIds(batch.position_ids, config.max_position_embeddings, "position", "max_position_embeddings");
}

BertEncoder::BertEncoder(const BertConfig& config, const FlatParameters& parameters)
    : config_(config),
      word_(parameters.View("bert.embeddings.word_embeddings.weight", {config.vocab_size, config.hidden_size})),
      position_(parameters.View("bert.embeddings.position_embeddings.weight",
                                {config.max_position_embeddings, config.hidden_size})),
      token_type_(parameters.View("bert.embeddings.token_type_embeddings.weight",
                                  {config.type_vocab_size, config.hidden_size})),
      norm_(parameters, "bert.embeddings.LayerNorm", config.hidden_size, config.layer_norm_eps),
      saved_(static_cast<std::size_t>(config.num_hidden_layers)) {
  for (std::int64_t layer = 0; layer < config.num_hidden_layers; ++layer)
    layers_.emplace_back(config, parameters, layer);
}

Matrix BertEncoder::EmbeddingsForward(const Batch& batch, DropoutSeed seed) {
  const std::int64_t n = batch.tokens(), hidden = config_.hidden_size;
  const NormSaved norm = embeddings_.Get(n, hidden);
  const EmbeddingTable tables[3] = {{word_.value, batch.token_ids.data()},
                                    {position_.value, batch.position_ids.data()},
                                    {token_type_.value, batch.token_type_ids.data()}};
  EmbeddingSum(tables, Matrix(norm.sum_NH, n, hidden));
  const Matrix output_NH = embeddings_.output.Get(n, hidden);
  LayerNormForward(norm_.values(), n, hidden, norm, output_NH.data);
  if (seed) {
    ApplyDropout(Dropout(config_.hidden_dropout_prob, *seed, {DropoutKind::kEmbeddings}), *rows_, hidden,
                 output_NH.data);
  }
  return output_NH;
}

void BertEncoder::EmbeddingsBackward(const Matrix& grad_NH) {
  const std::int64_t n = grad_NH.rows, hidden = grad_NH.columns;
  if (seed_) {
    ApplyDropout(Dropout(config_.hidden_dropout_prob, *seed_, {DropoutKind::kEmbeddings}), *rows_, hidden,
                 grad_NH.data);
  }
  LayerNormBackward(norm_.values(), n, hidden, embeddings_.Get(n, hidden), grad_NH.data, grad_NH.data,
                    norm_.gradients());
  // As torch.nn.Embedding(padding_idx): the row of [PAD] learns nothing from inputs.
  EmbeddingBackward(batch_->token_ids.data(), config_.pad_token_id, grad_NH, word_.gradient);
  EmbeddingBackward(batch_->position_ids.data(), -1, grad_NH, position_.gradient);
  EmbeddingBackward(batch_->token_type_ids.data(), -1, grad_NH, token_type_.gradient);
}

Matrix BertEncoder::Run(const Batch& batch, DropoutSeed seed, bool keep) {
  CheckBatch(batch, config_);
  rows_.emplace(batch.cu_seqlens, batch.sample_index, batch.attended);
  batch_ = keep ? &batch : nullptr;
  seed_ = seed;
  Matrix hidden_NH = EmbeddingsForward(batch, seed);
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    // Two sets of buffers in turn are enough where no backward pass follows.
    hidden_NH = layers_[layer].Forward(hidden_NH, *rows_, seed, saved_[keep ? layer : layer % 2]);
  }
  return hidden_NH;
}

Matrix BertEncoder::Evaluate(const Batch& batch) { return Run(batch, std::nullopt, false); }

Matrix BertEncoder::Forward(const Batch& batch, DropoutSeed seed) { return Run(batch, seed, true); }

void BertEncoder::Backward(const Matrix& grad_NH) {
  LB_CHECK(batch_ != nullptr, "Backward without a Forward before it");
  LB_CHECK(word_.gradient != nullptr, "backward pass without gradient memory");
  const std::int64_t n = rows_->rows(), hidden = config_.hidden_size;
  LB_CHECK(grad_NH.rows == n && grad_NH.columns == hidden, "[{}, {}] for [{}, {}]", grad_NH.rows, grad_NH.columns, n,
           hidden);
  for (std::size_t layer = layers_.size(); layer-- > 0;) {
    Buffer& input = layer == 0 ? embeddings_.output : saved_[layer - 1].output.output;
    layers_[layer].Backward(input.Get(n, hidden), *rows_, saved_[layer], scratch_, grad_NH);
  }
  EmbeddingsBackward(grad_NH);
  batch_ = nullptr;
}

}  // namespace linkbert
