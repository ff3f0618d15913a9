#include "core/model/encoder.h"

#include "base/error.h"

namespace linkbert {
namespace {

// ids: [N], each must lie in [0, entries).
void CheckIds(const std::vector<std::int32_t>& ids, std::int64_t entries, const char* what, const char* key) {
  for (std::size_t row = 0; row < ids.size(); ++row) {
    if (ids[row] >= 0 && ids[row] < entries) continue;
    throw Fail(ErrorCode::kInput,
               "{} {} in row {} of a batch lies outside the model's table of {} ({}). Use data made for this model, or "
               "a model made for this data.",
               what, ids[row], row, entries, key);
  }
}

// Where the first of a layer's parameters ends, which is its last in flat order; all that lies before it is of the
// layer, of later layers and of heads.
std::int64_t EndOfLayer(const FlatLayout& layout, std::int64_t layer) {
  const std::string prefix = fmt::format("bert.encoder.layer.{}.", layer);
  std::int64_t end = 0;
  for (const FlatLayout::Entry& entry : layout.entries()) {
    if (entry.spec.name.starts_with(prefix)) end = FlatLayout::Aligned(entry.range.end);
  }
  return end;
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
  for (const std::int32_t row : batch.masked_rows) LB_CHECK(row >= 0 && row < batch.tokens(), "masked row {}", row);
  CheckIds(batch.token_ids, config.vocab_size, "token id", "vocab_size");
  CheckIds(batch.token_type_ids, config.type_vocab_size, "token type", "type_vocab_size");
  CheckIds(batch.position_ids, config.max_position_embeddings, "position", "max_position_embeddings");
}

BertEncoder::BertEncoder(const BertConfig& config, const FlatParameters& parameters)
    : parameters_(parameters),
      config_(config),
      tables_{.word = MakeTable(parameters, "bert.embeddings.word_embeddings.weight", config.vocab_size,
                                config.hidden_size),
              .position = MakeTable(parameters, "bert.embeddings.position_embeddings.weight",
                                    config.max_position_embeddings, config.hidden_size),
              .token_type = MakeTable(parameters, "bert.embeddings.token_type_embeddings.weight",
                                      config.type_vocab_size, config.hidden_size),
              .padding_id = config.pad_token_id,
              .norm = MakeNorm(parameters, "bert.embeddings.LayerNorm", config.hidden_size, config.layer_norm_eps),
              .dropout = {}},
      saved_(static_cast<std::size_t>(config.num_hidden_layers)) {
  for (std::int64_t layer = 0; layer < config.num_hidden_layers; ++layer) {
    layers_.emplace_back(config, parameters, layer);
    ready_.push_back(EndOfLayer(parameters.layout(), layer));
  }
}

void BertEncoder::Plan(Workspace& workspace, const PlannedBounds& bounds) {
  embeddings_.Plan(workspace, bounds.any.tokens, config_.hidden_size);
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    // Two sets of buffers in turn are enough where no backward pass follows.
    layers_[layer].Plan(workspace, layer < 2 ? bounds.any.tokens : bounds.training.tokens, saved_[layer]);
  }
  if (!layers_.empty()) layers_.front().Plan(workspace, bounds.training.tokens, scratch_);
}

EmbeddingLayer BertEncoder::Embeddings(DropoutSeed seed) const {
  EmbeddingLayer layer = tables_;
  layer.dropout = {config_.hidden_dropout_prob, seed, DropoutKind::kEmbeddings};
  return layer;
}

View BertEncoder::Run(const Batch& batch, DropoutSeed seed, PassKind kind) {
  CheckBatch(batch, config_);
  batch_.emplace(device().Load(batch));
  kept_ = kind == PassKind::kTraining;
  seed_ = seed;
  const std::int64_t n = rows().rows(), hidden = config_.hidden_size;
  View hidden_NH = embeddings_.output.Get(n, hidden);
  device().EmbeddingForward(Embeddings(seed), *batch_, embeddings_.Saved(n, hidden), hidden_NH);
  for (std::size_t layer = 0; layer < layers_.size(); ++layer)
    hidden_NH = layers_[layer].Forward(hidden_NH, rows(), seed, saved_[kept_ ? layer : layer % 2]);
  return hidden_NH;
}

View BertEncoder::Evaluate(const Batch& batch) { return Run(batch, std::nullopt, PassKind::kEvaluation); }

View BertEncoder::Forward(const Batch& batch, DropoutSeed seed) { return Run(batch, seed, PassKind::kTraining); }

void BertEncoder::Backward(const View& grad_NH) {
  LB_CHECK(kept_, "Backward without a Forward before it");
  const std::int64_t n = rows().rows(), hidden = config_.hidden_size;
  LB_CHECK(grad_NH.rows == n && grad_NH.columns == hidden, "[{}, {}] for [{}, {}]", grad_NH.rows, grad_NH.columns, n,
           hidden);
  for (std::size_t layer = layers_.size(); layer-- > 0;) {
    const Buffer& input = layer == 0 ? embeddings_.output : saved_[layer - 1].output.output;
    layers_[layer].Backward(input.Get(n, hidden), rows(), saved_[layer], scratch_, grad_NH);
    parameters_.GradientReady(ready_[layer]);
  }
  device().EmbeddingBackward(Embeddings(seed_), *batch_, embeddings_.Saved(n, hidden), grad_NH);
  parameters_.GradientReady(parameters_.layout().size());
  kept_ = false;
}

}  // namespace linkbert
