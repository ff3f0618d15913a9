// BertConfig: the sizes of a BERT, under Hugging Face's names, from and to its config.json.
//
// Also the `model` group of a configuration (Visit). Plain data; a config read or validated describes a model that
// core/model can build. Errors: kInput naming the file, the key, seen and wanted.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/options.h"

namespace linkbert {

struct BertConfig {
  std::int64_t vocab_size = 30522;
  std::int64_t hidden_size = 768;
  std::int64_t num_hidden_layers = 12;
  std::int64_t num_attention_heads = 12;
  std::int64_t intermediate_size = 3072;
  std::string hidden_act = "gelu";  // core/kernels/activation.h lists the names
  double hidden_dropout_prob = 0.1;
  double attention_probs_dropout_prob = 0.1;
  std::int64_t max_position_embeddings = 512;
  std::int64_t type_vocab_size = 2;
  double initializer_range = 0.02;
  double layer_norm_eps = 1e-12;
  std::int64_t pad_token_id = 0;

  std::int64_t head_dim() const { return hidden_size / num_attention_heads; }
  bool operator==(const BertConfig&) const = default;
};

void Visit(OptionVisitor& visitor, BertConfig& config);

// Throws kInput beginning with `where` (a file, or the configuration's group).
void Validate(const BertConfig& config, const std::string& where);

// Keys that are missing keep BERT's defaults; what would make another network (another model_type, relative positions,
// a decoder, an untied MLM decoder) is refused.
BertConfig BertConfigFromJson(const nlohmann::json& json, const std::string& where);
BertConfig ReadBertConfig(const std::string& path);

// What `transformers` needs to build the same network; the caller may add keys, such as the labels of a task.
nlohmann::ordered_json ToJson(const BertConfig& config);

}  // namespace linkbert
