#include "core/model_folders/model_card.h"

#include <fmt/format.h>

namespace linkbert {
namespace {

std::string Architecture(const nlohmann::json& config) {
  const auto list = config.find("architectures");
  const bool known = list != config.end() && list->is_array() && !list->empty() && list->front().is_string();
  return known ? list->front().get<std::string>() : "BertModel";
}

std::string Row(const std::string& what, const std::string& value) { return fmt::format("| {} | {} |\n", what, value); }

std::string SizeRows(const ModelCardFacts& facts) {
  static constexpr std::pair<const char*, const char*> kSizes[] = {{"num_hidden_layers", "layers"},
                                                                   {"hidden_size", "hidden size"},
                                                                   {"num_attention_heads", "attention heads"},
                                                                   {"intermediate_size", "intermediate size"},
                                                                   {"max_position_embeddings", "positions"},
                                                                   {"vocab_size", "vocabulary"}};
  std::string rows = Row("parameters", fmt::format("{}", facts.parameters));
  for (const auto& [key, label] : kSizes) {
    if (facts.config.contains(key)) rows += Row(label, facts.config.at(key).dump());
  }
  return rows + Row("XXH3-128 of model.safetensors", facts.weights_xxh3_128);
}

std::string TrainingText(const TrainingState& state) {
  std::string text = "\n## Training\n| | |\n|---|---|\n";
  text += Row("optimizer steps", fmt::format("{}", state.step));
  text += Row("samples", fmt::format("{}", state.samples));
  text += Row("tokens", fmt::format("{}", state.tokens));
  text += Row("seed", fmt::format("{}", state.seed));
  text += Row("corpus (fingerprint)", state.corpus_fingerprint);
  text += Row("configuration (hash)", state.config_hash);
  for (const auto& [key, value] : state.metrics.items()) {
    if (value.is_primitive())
      text += Row(key + ", last interval", value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

}  // namespace

std::string ModelCard(const ModelCardFacts& facts) {
  const std::string architecture = Architecture(facts.config);
  const bool masked_lm = architecture == "BertForMaskedLM";
  std::string text = "---\nlibrary_name: transformers\n";
  if (masked_lm) text += "pipeline_tag: fill-mask\n";
  text += "tags:\n- bert\n- linkbert\n---\n";
  text += fmt::format("{}\n# {}\n\n", kExportMark, facts.name);
  text +=
      "A BERT encoder in the format of Hugging Face transformers, trained with linkbert on documents and the links "
      "between them\n([LinkBERT](https://arxiv.org/abs/2203.15827), ACL 2022).\n\n";
  text += fmt::format(
      "```python\nfrom transformers import AutoTokenizer, {0}\n\ntokenizer = "
      "AutoTokenizer.from_pretrained(\"{1}\")\nmodel = {0}.from_pretrained(\"{1}\")\n```\n\n",
      architecture, facts.name);
  text += "## Model\n| | |\n|---|---|\n" + Row("architecture", architecture) + SizeRows(facts);
  if (!facts.unknown.empty()) {
    text += fmt::format(
        "\nThe weights also hold the head of the document relation task ({}), which transformers has "
        "no class for and\nsays so when it loads the model.\n",
        fmt::join(facts.unknown, ", "));
  }
  return facts.state ? text + TrainingText(*facts.state) : text;
}

}  // namespace linkbert
