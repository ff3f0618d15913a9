#include "core/embedding/embedder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "core/model_folders/model_folder.h"
#include "core/retrieval/exact_search.h"
#include "core/weight_files/model_weights.h"
#include "data/samples/planned_parts.h"

namespace linkbert {
namespace {

constexpr std::int64_t kBucketElements = std::int64_t{1} << 25;
constexpr std::int64_t kMicroBatchTokens = 4096;

constexpr std::array<std::pair<const char*, Pooling>, 4> kPoolings = {
    {{"cls", Pooling::kCls}, {"mean", Pooling::kMean}, {"pooler", Pooling::kPooler}, {"none", Pooling::kNone}}};

BertHeads HeadsFor(Pooling pooling) {
  BertHeads heads;
  heads.pooler = pooling == Pooling::kPooler;
  heads.mlm = false;
  heads.drp = false;
  return heads;
}

}  // namespace

Pooling ParsePooling(const std::string& name) {
  for (const auto& [known, pooling] : kPoolings) {
    if (name == known) return pooling;
  }
  throw Fail(ErrorCode::kUsage, "--pooling {}: wanted cls, mean, pooler or none.", name);
}

std::string PoolingName(Pooling pooling) {
  const auto is_it = [&](const auto& named) { return named.second == pooling; };
  return std::ranges::find_if(kPoolings, is_it)->first;
}

Embedder::Embedder(const std::string& folder, const EmbedderOptions& options)
    : options_(options),
      config_(ReadBertConfig(ModelConfigPath(folder))),
      tokenizer_(folder, config_),
      parameters_(HostDevice(), BertParameterSpecs(config_, HeadsFor(options.pooling)), kBucketElements,
                  GradientMemory::kNone),
      encoder_(config_, parameters_),
      memory_(parameters_.device()) {
  if (options_.max_length == 0) options_.max_length = config_.max_position_embeddings;
  if (options_.max_length < 8 || options_.max_length > config_.max_position_embeddings) {
    throw Fail(ErrorCode::kUsage, "--max-length {}: wanted 8 to the {} positions of {}.", options_.max_length,
               config_.max_position_embeddings, folder);
  }
  parameters_.Write([&](std::span<float> flat) { LoadModelWeights(folder, parameters_.layout(), flat, {}); });
  if (options_.pooling == Pooling::kPooler) pooler_.emplace(config_, parameters_);
}

void Embedder::Pool(const ConstMatrix& hidden_NH, std::int64_t sequence, float* to) const {
  const PackedRows& rows = encoder_.rows();
  const std::int64_t begin = rows.Begin(sequence), length = rows.Length(sequence), width = hidden_NH.columns;
  if (options_.pooling != Pooling::kMean) {
    const std::int64_t taken = options_.pooling == Pooling::kNone ? length : 1;
    for (std::int64_t row = 0; row < taken; ++row) std::copy_n(hidden_NH.Row(begin + row), width, to + row * width);
    return;
  }
  for (std::int64_t c = 0; c < width; ++c) {
    double sum = 0;
    for (std::int64_t row = 0; row < length; ++row) sum += static_cast<double>(hidden_NH.Row(begin + row)[c]);
    to[c] = static_cast<float>(sum / static_cast<double>(length));
  }
}

void Embedder::EmbedBatch(const std::vector<TextFeatures>& features, std::span<const std::uint32_t> slots,
                          TextVectors& vectors) {
  Batch batch;
  for (const std::uint32_t slot : slots) AppendSequence(features[slot], slot, batch);
  View output = encoder_.Evaluate(batch);
  if (pooler_) output = pooler_->Forward(output, encoder_.batch());
  const at::Tensor copy = CopyOf(encoder_.device(), output);
  const ConstMatrix rows(copy.const_data_ptr<float>(), output.rows, output.columns);
  for (std::size_t b = 0; b < slots.size(); ++b) {
    float* to = vectors.values.data() + vectors.begin[slots[b]] * static_cast<std::size_t>(vectors.width);
    if (pooler_) {
      std::copy_n(rows.Row(static_cast<std::int64_t>(b)), vectors.width, to);
    } else {
      Pool(rows, static_cast<std::int64_t>(b), to);
    }
    if (options_.unit_length && options_.pooling != Pooling::kNone) NormalizeRows({to, 1, vectors.width});
  }
}

TextVectors Embedder::Embed(std::span<const std::string> texts, Communicator& communicator) {
  TextVectors vectors{.width = width(), .begin = {0}, .values = {}};
  std::vector<TextFeatures> features;
  for (const std::string& text : texts) {
    features.push_back(BuildTextFeatures(tokenizer_.tokenizer(), text, std::nullopt, options_.max_length));
    const std::size_t rows = options_.pooling == Pooling::kNone ? features.back().token_ids.size() : 1;
    vectors.begin.push_back(vectors.begin.back() + rows);
  }
  vectors.values.resize(vectors.begin.back() * static_cast<std::size_t>(vectors.width));
  const BatchPlanOptions plan = {.ranks = communicator.Size(),
                                 .micro_batch_tokens = std::max(kMicroBatchTokens, options_.max_length),
                                 .attention_cost = 1.0 / static_cast<double>(6 * width())};
  const auto length = [&](std::size_t i) { return static_cast<std::uint32_t>(features[i].token_ids.size()); };
  ForEachPlannedPart({features.size(), length}, plan, communicator.Rank(), [&](const PlannedPart& part) {
    memory_.Reserve(part.bounds, PassKind::kEvaluation, [this](Workspace& workspace, const PlannedBounds& planned) {
      encoder_.Plan(workspace, planned);
      if (pooler_) pooler_->Plan(workspace, planned.any.sequences);
    });
    for (const BatchPlan::MicroBatch& slots : part.micro_batches) EmbedBatch(features, slots, vectors);
  });
  // The ranks' parts do not overlap and the rest is 0: a sum puts them together exactly.
  communicator
      .AllReduce(vectors.values.data(), vectors.values.data(), vectors.values.size(), DType::kFloat32,
                 ReduceOperation::kSum)
      .Wait();
  if (!std::ranges::all_of(vectors.values, [](float value) { return std::isfinite(value); })) {
    throw Fail(ErrorCode::kNumeric,
               "a text's vector has numbers that are not finite: the model's weights are damaged.");
  }
  return vectors;
}

}  // namespace linkbert
