#include "launch/configuration/pretrain_configuration.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/error.h"
#include "core/checkpoint/checkpoint_format.h"
#include "core/checkpoint/model_folder.h"

namespace linkbert {
namespace {

template <typename Options>
void Group(OptionVisitor& visitor, const char* name, const char* doc, Options& options) {
  visitor.BeginGroup(name, doc);
  Visit(visitor, options);
  visitor.EndGroup();
}

// Keys, or whole groups, that change where and how fast a run goes but not what it computes.
constexpr std::array<std::string_view, 10> kFreeKeys = {"run.",
                                                        "communication.",
                                                        "evaluation.",
                                                        "data.corpus",
                                                        "training.log_every",
                                                        "training.save_every",
                                                        "training.keep_",
                                                        "training.micro_batch_",
                                                        "training.threads",
                                                        "training.loader_threads"};

bool IsFree(const std::string& key) {
  return std::any_of(kFreeKeys.begin(), kFreeKeys.end(),
                     [&](std::string_view prefix) { return key.starts_with(prefix); });
}

}  // namespace

void Visit(OptionVisitor& visitor, DataOptions& options) {
  visitor.Field({.name = "corpus", .doc = "Corpus folder that `linkbert prepare` wrote"}, options.corpus);
}

void Visit(OptionVisitor& visitor, ModelOptions& options) {
  visitor.Field({.name = "from",
                 .doc = "Model to begin with: a Hugging Face folder, a step folder or a run. Its config.json gives the "
                        "defaults of this group, heads it lacks begin anew. Empty: random weights"},
                options.from);
  Visit(visitor, options.config);
}

void Visit(OptionVisitor& v, PretrainConfiguration& c) {
  Group(v, "run", "Where a run is kept. The same name resumes.", c.run);
  Group(v, "data", "What it trains on.", c.data);
  Group(v, "model", "The encoder it begins with, under the names of Hugging Face's config.json.", c.model);
  Group(v, "samples", "What a pretraining sample is (paper sections 4.1 to 4.3).", c.samples);
  Group(v, "training", "How long and in what portions it trains.", c.training);
  Group(v, "schedule", "The learning rate over the steps.", c.schedule);
  Group(v, "optimizer", "The update of the parameters.", c.optimizer);
  Group(v, "evaluation", "How the model is judged on held-out documents (docs/evaluation.md).", c.evaluation);
  Group(v, "communication", "How ranks talk.", c.communication);
}

OptionWalk WalkOf(PretrainConfiguration& configuration) {
  return [&configuration](OptionVisitor& visitor) { Visit(visitor, configuration); };
}

PretrainConfiguration LoadPretrainConfiguration(const std::string& path, const std::vector<std::string>& settings) {
  GivenValues given;
  if (!path.empty()) given = ReadYaml(path);
  for (const std::string& setting : settings) AddSetting(setting, given);
  PretrainConfiguration configuration;
  if (const auto from = given.find("model.from"); from != given.end() && !from->second.text.empty()) {
    configuration.model.config = ReadBertConfig(ResolveModelFolder(from->second.text).path + "/" + kConfigFile);
  }
  AssignOptions(WalkOf(configuration), given);
  if (configuration.run.name.empty() && !path.empty())
    configuration.run.name = std::filesystem::path(path).stem().string();
  return configuration;
}

void CheckSameRun(const PretrainConfiguration& configuration, const std::string& config_yaml) {
  PretrainConfiguration before;  // every key stands in the file: the model it began with may be gone
  AssignOptions(WalkOf(before), ReadYaml(config_yaml));
  PretrainConfiguration now = configuration;
  const nlohmann::json was = OptionsToJson(WalkOf(before));
  std::string differences;
  const nlohmann::json is = OptionsToJson(WalkOf(now));
  for (const auto& [key, value] : is.items()) {
    if (value != was.at(key) && !IsFree(key))
      differences += fmt::format("\n  {}: was {}, now {}", key, was.at(key).dump(), value.dump());
  }
  if (differences.empty()) return;
  throw Fail(
      ErrorCode::kConfiguration,
      "{}: the run was started with other values:{}\nPut them back to resume it, or start another run with --set "
      "run.name=NAME.",
      config_yaml, differences);
}

}  // namespace linkbert
