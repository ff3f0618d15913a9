#include "core/configuration/finetune_configuration.h"

#include <array>
#include <string_view>

#include "core/configuration/load_configuration.h"
#include "core/configuration/same_run.h"

namespace linkbert {
namespace {

constexpr std::array<std::string_view, 7> kFreeFinetuningKeys = {
    "run.",           "communication.",        "training.log_every", "training.save_every",
    "training.keep_", "training.micro_batch_", "training.threads"};

}  // namespace

FinetuneConfiguration::FinetuneConfiguration() {
  training.loop.global_batch = 8;
  training.loop.micro_batch_tokens = 4096;
  schedule.learning_rate = 5e-5;
  schedule.warmup_from_zero = true;
  optimizer.name = "hf_adamw";
  optimizer.weight_decay = 0;
}

void Visit(OptionVisitor& v, FinetuneConfiguration& c) {
  VisitGroup(v, "run", "Where a run is kept. The same name resumes.", c.run);
  VisitGroup(v, "data", "What it is trained and scored on.", c.data);
  VisitGroup(v, "model", "Where it begins.", c.model);
  VisitGroup(v, "task", "What it learns; written into the model's config.json.", c.task);
  VisitGroup(v, "training", "How long and in what portions it trains.", c.training);
  VisitGroup(v, "schedule", "The learning rate over the steps.", c.schedule);
  VisitGroup(v, "optimizer", "The update of the parameters.", c.optimizer);
  VisitGroup(v, "selection", "Which model is kept, and when to end early.", c.selection);
  VisitGroup(v, "communication", "How ranks talk.", c.communication);
}

OptionWalk WalkOf(FinetuneConfiguration& configuration) {
  return [&configuration](OptionVisitor& visitor) { Visit(visitor, configuration); };
}

void CheckSameRun(const FinetuneConfiguration& configuration, const std::string& config_yaml) {
  auto before = LoadConfiguration<FinetuneConfiguration>(config_yaml, {});
  FinetuneConfiguration now = configuration;
  // One run lies in the folder itself, several in folders of their own: more of those may follow.
  if (before.training.seeds > 1 && now.training.seeds > 1) before.training.seeds = now.training.seeds;
  RequireSameValues(WalkOf(before), WalkOf(now), kFreeFinetuningKeys, config_yaml);
}

}  // namespace linkbert
