#include "launch/configuration/pretrain_configuration.h"

#include <array>
#include <string_view>

#include "core/checkpoint/checkpoint_format.h"
#include "core/checkpoint/model_folder.h"
#include "launch/configuration/load_configuration.h"
#include "launch/configuration/same_run.h"

namespace linkbert {
namespace {

// Keys, or whole groups, that change where and how fast a run goes but not what it computes; and what to do about steps
// that would have ended it.
constexpr std::array<std::string_view, 11> kFreeKeys = {"run.",
                                                        "communication.",
                                                        "evaluation.",
                                                        "data.corpus",
                                                        "training.log_every",
                                                        "training.save_every",
                                                        "training.keep_",
                                                        "training.micro_batch_",
                                                        "training.threads",
                                                        "training.loader_threads",
                                                        "training.not_finite"};

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
  VisitGroup(v, "run", "Where a run is kept. The same name resumes.", c.run);
  VisitGroup(v, "data", "What it trains on.", c.data);
  VisitGroup(v, "model", "The encoder it begins with, under the names of Hugging Face's config.json.", c.model);
  VisitGroup(v, "samples", "What a pretraining sample is (paper sections 4.1 to 4.3).", c.samples);
  VisitGroup(v, "training", "How long and in what portions it trains.", c.training);
  VisitGroup(v, "schedule", "The learning rate over the steps.", c.schedule);
  VisitGroup(v, "optimizer", "The update of the parameters.", c.optimizer);
  VisitGroup(v, "evaluation", "How the model is judged on held-out documents (docs/evaluation.md).", c.evaluation);
  VisitGroup(v, "communication", "How ranks talk.", c.communication);
}

OptionWalk WalkOf(PretrainConfiguration& configuration) {
  return [&configuration](OptionVisitor& visitor) { Visit(visitor, configuration); };
}

PretrainConfiguration LoadPretrainConfiguration(const std::string& path, const std::vector<std::string>& settings) {
  const GivenValues given = GivenIn(path, settings);
  PretrainConfiguration defaults;
  if (const auto from = given.find("model.from"); from != given.end() && !from->second.text.empty()) {
    defaults.model.config = ReadBertConfig(ResolveModelFolder(from->second.text).path + "/" + kConfigFile);
  }
  return Resolve(std::move(defaults), given, path);
}

void CheckSameRun(const PretrainConfiguration& configuration, const std::string& config_yaml) {
  PretrainConfiguration before;  // every key stands in the file: the model it began with may be gone
  AssignOptions(WalkOf(before), ReadYaml(config_yaml));
  PretrainConfiguration now = configuration;
  RequireSameValues(WalkOf(before), WalkOf(now), kFreeKeys, config_yaml);
}

}  // namespace linkbert
