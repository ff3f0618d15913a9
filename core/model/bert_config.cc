#include "core/model/bert_config.h"

#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/option_ranges.h"
#include "base/parse_json.h"

namespace linkbert {
namespace {

using nlohmann::json;

void Require(bool holds, const std::string& where, const char* key, const std::string& problem) {
  if (!holds) throw Fail(ErrorCode::kInput, "{}: {}: {}.", where, key, problem);
}

void Read(const json& value, std::int64_t& out, const std::string& where, const char* key) {
  Require(value.is_number_integer(), where, key, fmt::format("{}, wanted an integer", value.dump()));
  out = value.get<std::int64_t>();
}

void Read(const json& value, double& out, const std::string& where, const char* key) {
  Require(value.is_number(), where, key, fmt::format("{}, wanted a number", value.dump()));
  out = value.get<double>();
}

void Read(const json& value, std::string& out, const std::string& where, const char* key) {
  Require(value.is_string(), where, key, fmt::format("{}, wanted a string", value.dump()));
  out = value.get<std::string>();
}

// The one list of keys in config.json; Config is BertConfig or const BertConfig.
template <typename Config, typename Function>
void ForEachKey(Config& config, const Function& function) {
  function("vocab_size", config.vocab_size);
  function("hidden_size", config.hidden_size);
  function("num_hidden_layers", config.num_hidden_layers);
  function("num_attention_heads", config.num_attention_heads);
  function("intermediate_size", config.intermediate_size);
  function("hidden_act", config.hidden_act);
  function("hidden_dropout_prob", config.hidden_dropout_prob);
  function("attention_probs_dropout_prob", config.attention_probs_dropout_prob);
  function("max_position_embeddings", config.max_position_embeddings);
  function("type_vocab_size", config.type_vocab_size);
  function("initializer_range", config.initializer_range);
  function("layer_norm_eps", config.layer_norm_eps);
  function("pad_token_id", config.pad_token_id);
}

// Keys that change the network; only these values describe a BERT encoder.
void RefuseOtherNetworks(const json& config, const std::string& where) {
  const json wanted = {{"model_type", "bert"},
                       {"position_embedding_type", "absolute"},
                       {"is_decoder", false},
                       {"add_cross_attention", false},
                       {"tie_word_embeddings", true}};
  for (const auto& [key, value] : wanted.items()) {
    if (!config.contains(key) || config[key].is_null() || config[key] == value) continue;
    Require(false, where, key.c_str(), fmt::format("{}, only {} is supported", config[key].dump(), value.dump()));
  }
}

}  // namespace

void Visit(OptionVisitor& v, BertConfig& c) {
  v.Field({.name = "vocab_size", .doc = "Entries of the vocabulary", .minimum = 1, .maximum = 1 << 24}, c.vocab_size);
  v.Field({.name = "hidden_size", .doc = "Width of the encoder", .minimum = 1, .maximum = 16384}, c.hidden_size);
  v.Field({.name = "num_hidden_layers", .doc = "Layers of the encoder", .minimum = 1, .maximum = 1024},
          c.num_hidden_layers);
  v.Field(
      {.name = "num_attention_heads", .doc = "Attention heads; must divide hidden_size", .minimum = 1, .maximum = 1024},
      c.num_attention_heads);
  v.Field({.name = "intermediate_size", .doc = "Width of the feed-forward layer", .minimum = 1, .maximum = 65536},
          c.intermediate_size);
  v.Field({.name = "hidden_act",
           .doc = "Activation of the feed-forward layer and of the MLM head",
           .choices = {"gelu", "gelu_new", "gelu_pytorch_tanh", "relu", "silu", "swish"}},
          c.hidden_act);
  v.Field({.name = "hidden_dropout_prob", .doc = "Dropout of hidden states", .minimum = 0, .maximum = 0.99},
          c.hidden_dropout_prob);
  v.Field(
      {.name = "attention_probs_dropout_prob", .doc = "Dropout of attention weights", .minimum = 0, .maximum = 0.99},
      c.attention_probs_dropout_prob);
  v.Field({.name = "max_position_embeddings",
           .doc = "Longest input the model can see",
           .unit = "tokens",
           .minimum = 1,
           .maximum = 65536},
          c.max_position_embeddings);
  v.Field({.name = "type_vocab_size", .doc = "Token types: part A and part B", .minimum = 1, .maximum = 1024},
          c.type_vocab_size);
  v.Field(
      {.name = "initializer_range", .doc = "Standard deviation of the initial weights", .minimum = 0, .maximum = 10},
      c.initializer_range);
  v.Field({.name = "layer_norm_eps", .doc = "Added to the variance in LayerNorm", .minimum = 1e-15, .maximum = 1},
          c.layer_norm_eps);
  v.Field({.name = "pad_token_id",
           .doc = "Id of [PAD], whose embedding begins at zero and gets no gradient from inputs",
           .minimum = 0,
           .maximum = 1 << 24},
          c.pad_token_id);
}

void Validate(const BertConfig& config, const std::string& where) {
  BertConfig same = config;
  RequireRanges([&](OptionVisitor& visitor) { Visit(visitor, same); }, where);
  Require(config.hidden_size % config.num_attention_heads == 0, where, "num_attention_heads",
          fmt::format("{} does not divide hidden_size, {}", config.num_attention_heads, config.hidden_size));
  Require(config.pad_token_id < config.vocab_size, where, "pad_token_id",
          fmt::format("{} lies outside the vocabulary of {}", config.pad_token_id, config.vocab_size));
}

BertConfig BertConfigFromJson(const json& config, const std::string& where) {
  if (!config.is_object()) throw Fail(ErrorCode::kInput, "{}: is no JSON object, wanted a model's config.json.", where);
  RefuseOtherNetworks(config, where);
  BertConfig result;
  ForEachKey(result, [&](const char* key, auto& value) {
    if (config.contains(key) && !config[key].is_null()) Read(config[key], value, where, key);
  });
  Validate(result, where);
  return result;
}

BertConfig ReadBertConfig(const std::string& path) {
  const json config = ParseJson<json>(ReadFile(path), path, /*allow_exceptions=*/false);
  if (config.is_discarded())
    throw Fail(ErrorCode::kInput, "{}: is not valid JSON, wanted a model's config.json.", path);
  return BertConfigFromJson(config, path);
}

nlohmann::ordered_json ToJson(const BertConfig& config) {
  nlohmann::ordered_json result = {{"architectures", {"BertForPreTraining"}}, {"model_type", "bert"}};
  ForEachKey(config, [&](const char* key, const auto& value) { result[key] = value; });
  result["position_embedding_type"] = "absolute";
  result["tie_word_embeddings"] = true;
  result["dtype"] = "float32";
  return result;
}

}  // namespace linkbert
