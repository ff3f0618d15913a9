#include "core/model/parameters.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/normal_draws.h"

namespace linkbert {
namespace {

class SpecList {
 public:
  void Weight(const std::string& name, std::vector<std::int64_t> shape) {
    specs_.push_back({name, std::move(shape), true});
  }
  void Bias(const std::string& name, std::int64_t size) { specs_.push_back({name, {size}, false}); }
  void Linear(const std::string& name, std::int64_t out, std::int64_t in) {
    Weight(name + ".weight", {out, in});
    Bias(name + ".bias", out);
  }
  void LayerNorm(const std::string& name, std::int64_t size) {
    Bias(name + ".weight", size);
    Bias(name + ".bias", size);
  }
  std::vector<ParameterSpec> Take() { return std::move(specs_); }

 private:
  std::vector<ParameterSpec> specs_;
};

void AddLayer(SpecList& list, const BertConfig& config, std::int64_t layer) {
  const std::string name = fmt::format("bert.encoder.layer.{}.", layer);
  const std::int64_t hidden = config.hidden_size;
  // The flat order is the reverse of this one: there query, key and value follow each other.
  for (const char* part : {"value", "key", "query"}) {
    list.Weight(fmt::format("{}attention.self.{}.weight", name, part), {hidden, hidden});
  }
  for (const char* part : {"value", "key", "query"}) {
    list.Bias(fmt::format("{}attention.self.{}.bias", name, part), hidden);
  }
  list.Linear(name + "attention.output.dense", hidden, hidden);
  list.LayerNorm(name + "attention.output.LayerNorm", hidden);
  list.Linear(name + "intermediate.dense", config.intermediate_size, hidden);
  list.Linear(name + "output.dense", hidden, config.intermediate_size);
  list.LayerNorm(name + "output.LayerNorm", hidden);
}

void FillNormal(float* values, std::int64_t size, double deviation, const RandomSequence& sequence) {
  at::parallel_for(0, (size + 3) / 4, 4096, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t draw = begin; draw < end; ++draw) {
      const std::array<double, 4> normals = NormalDraws(sequence, static_cast<std::uint32_t>(draw));
      for (std::int64_t i = 4 * draw; i < std::min(size, 4 * draw + 4); ++i) {
        values[i] = static_cast<float>(deviation * normals[static_cast<std::size_t>(i - 4 * draw)]);
      }
    }
  });
}

}  // namespace

std::vector<ParameterSpec> BertParameterSpecs(const BertConfig& config, const BertHeads& heads) {
  LB_CHECK(heads.pooler || !heads.drp, "the relation head needs the pooler");
  const std::int64_t hidden = config.hidden_size;
  SpecList list;
  list.Weight("bert.embeddings.word_embeddings.weight", {config.vocab_size, hidden});
  list.Weight("bert.embeddings.position_embeddings.weight", {config.max_position_embeddings, hidden});
  list.Weight("bert.embeddings.token_type_embeddings.weight", {config.type_vocab_size, hidden});
  list.LayerNorm("bert.embeddings.LayerNorm", hidden);
  for (std::int64_t layer = 0; layer < config.num_hidden_layers; ++layer) AddLayer(list, config, layer);
  if (heads.pooler) list.Linear("bert.pooler.dense", hidden, hidden);
  if (heads.mlm) {
    list.Linear("cls.predictions.transform.dense", hidden, hidden);
    list.LayerNorm("cls.predictions.transform.LayerNorm", hidden);
    list.Bias("cls.predictions.bias", config.vocab_size);
  }
  if (heads.drp) list.Linear("drp", kDrpLabels, hidden);
  if (heads.classes > 0) list.Linear("classifier", heads.classes, hidden);
  if (heads.spans) list.Linear("qa_outputs", 2, hidden);
  return list.Take();
}

void InitializeParameters(const FlatLayout& layout, const BertConfig& config, std::uint64_t seed,
                          std::span<float> flat) {
  std::ranges::fill(flat, 0.0F);
  for (const FlatLayout::Entry& entry : layout.entries()) {
    float* const values = flat.data() + entry.range.begin;
    if (entry.spec.name.ends_with("LayerNorm.weight")) {
      std::fill_n(values, entry.range.size(), 1.0F);
    } else if (entry.spec.shape.size() > 1) {
      const RandomSequence sequence(seed, RandomStream::kInitialization, Hash64(entry.spec.name));
      FillNormal(values, entry.range.size(), config.initializer_range, sequence);
    }
    if (entry.spec.name == "bert.embeddings.word_embeddings.weight") {
      std::fill_n(values + config.pad_token_id * config.hidden_size, config.hidden_size, 0.0F);
    }
  }
}

}  // namespace linkbert
