#include "core/embedding/sentence_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "core/model_folders/model_folder.h"
#include "data/tokens/tokenizer_folder.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Json ReadJson(const std::string& path) {
  Json json = ParseJson<Json>(ReadFile(path), path, /*allow_exceptions=*/false);
  if (!json.is_discarded()) return json;
  throw Fail(ErrorCode::kInput, "{}: is no JSON. Copy the model's folder again.", path);
}

// {module's kind, its folder}, in order: "Transformer", "Pooling", "Normalize".
std::vector<std::pair<std::string, std::string>> ReadModules(const std::string& folder) {
  const std::string path = folder + "/" + kModulesFile;
  const Json list = ReadJson(path);
  std::vector<std::pair<std::string, std::string>> modules;
  for (const Json& module : list) {
    const bool is_known =
        module.is_object() && module.value("type", Json()).is_string() && module.value("path", Json("")).is_string();
    if (!is_known) throw Fail(ErrorCode::kInput, "{}: wanted a list of {{\"type\", \"path\"}}.", path);
    const auto type = module.at("type").get<std::string>();
    modules.emplace_back(type.substr(type.rfind('.') + 1), folder + "/" + module.value("path", std::string()));
  }
  const auto kind = [&](std::size_t i) { return i < modules.size() ? modules[i].first : std::string(); };
  const bool is_chain = kind(0) == "Transformer" && kind(1) == "Pooling" &&
                        (modules.size() == 2 || (modules.size() == 3 && kind(2) == "Normalize"));
  if (is_chain) return modules;
  std::vector<std::string> kinds;
  for (const auto& module : modules) kinds.push_back(module.first);
  throw Fail(
      ErrorCode::kInput,
      "{}: its modules are {}; only Transformer, Pooling and perhaps Normalize are supported. Name a --pooling to "
      "have the encoder's own vectors.",
      path, fmt::join(kinds, ", "));
}

Pooling ReadPooling(const std::string& path) {
  const Json config = ReadJson(path);
  std::vector<std::string> modes;
  if (config.is_object()) {
    for (const auto& [key, value] : config.items()) {
      if (key.starts_with("pooling_mode_") && value == true) modes.push_back(key);
      if (key == "pooling_mode" && value.is_string()) modes.push_back("pooling_mode_" + value.get<std::string>());
    }
  }
  const std::string mode = modes.size() == 1 ? modes.front() : fmt::format("{}", fmt::join(modes, ", "));
  if (mode == "pooling_mode_mean_tokens" || mode == "pooling_mode_mean") return Pooling::kMean;
  if (mode == "pooling_mode_cls_token" || mode == "pooling_mode_cls") return Pooling::kCls;
  throw Fail(ErrorCode::kInput,
             "{}: its pooling is \"{}\", wanted pooling_mode_mean_tokens or pooling_mode_cls_token alone. Name a "
             "--pooling instead.",
             path, mode);
}

// 0 where it says none.
std::int64_t ReadLength(const std::string& folder, const std::string& path) {
  if (!fs::exists(path)) return 0;
  const Json config = ReadJson(path);
  if (!config.is_object()) throw Fail(ErrorCode::kInput, "{}: is no JSON object.", path);
  if (config.value("do_lower_case", Json(false)) == true && !LoadTokenizer(folder).normalizer.lower_case) {
    throw Fail(ErrorCode::kInput, "{}: do_lower_case is true, but the tokenizer of {} is cased; this is not supported.",
               path, folder);
  }
  const Json length = config.value("max_seq_length", Json());
  if (length.is_null()) return 0;
  if (length.is_number_integer() && length.get<std::int64_t>() > 0) return length.get<std::int64_t>();
  throw Fail(ErrorCode::kInput, "{}: max_seq_length is {}, wanted a whole number above 0.", path, length.dump());
}

}  // namespace

std::optional<SentenceSettings> ReadSentenceSettings(const std::string& folder) {
  if (!fs::exists(folder + "/" + kModulesFile)) return std::nullopt;
  const auto modules = ReadModules(folder);
  SentenceSettings settings;
  settings.options.pooling = ReadPooling(modules[1].second + "/config.json");
  // Beside the transformer where it has a folder of its own, else in the model's.
  const std::string inside = modules[0].second + "/sentence_bert_config.json";
  settings.options.max_length =
      ReadLength(modules[0].second, fs::exists(inside) ? inside : folder + "/sentence_bert_config.json");
  settings.options.unit_length = modules.size() == 3;
  settings.text = fmt::format(
      "pooling {}{}{}", settings.options.pooling == Pooling::kCls ? "cls" : "mean",
      settings.options.max_length > 0 ? fmt::format(", at most {} tokens", settings.options.max_length) : std::string(),
      settings.options.unit_length ? ", of length 1" : "");
  return settings;
}

ChosenEmbedding ChooseEmbedding(const EmbeddingRequest& request) {
  const ModelFolder model = ResolveModelFolder(request.model);
  ChosenEmbedding chosen{model.path, {}, ""};
  if (!request.pooling.empty()) {
    chosen.options.pooling = ParsePooling(request.pooling);
  } else if (const auto settings = ReadSentenceSettings(model.root)) {
    chosen.options = settings->options;
    chosen.said = fmt::format("{}: {}, as its {} says", request.model, settings->text, kModulesFile);
  }
  if (request.max_length > 0) chosen.options.max_length = request.max_length;
  return chosen;
}

}  // namespace linkbert
