// `linkbert pretrain`: one run, started or resumed, on the ranks that mpirun or srun started.
#include <memory>

#include "core/runs/pretraining_run.h"
#include "launch/commands/commands.h"
#include "launch/commands/pretraining_arguments.h"
#include "launch/commands/training_ranks.h"

namespace linkbert {
namespace {

struct PretrainArguments {
  PretrainingArguments run;
  std::string model;
  bool dry_run = false;
};

void RunPretrain(PretrainArguments arguments) {
  if (!arguments.model.empty()) arguments.run.settings.push_back("model.from=" + arguments.model);
  PretrainConfiguration configuration;
  TrainOnAllRanks(
      {.dry_run = arguments.dry_run, .own = {"--config", "--set"}},
      [&] {
        configuration = Load(arguments.run);
        return configuration.communication;
      },
      [&](const RunContext& context) { return Pretrain(configuration, context); });
}

}  // namespace

void AddPretrainCommand(Verb app) {
  Verb command = app.Add("pretrain", "Train on a corpus: MLM and document relation prediction; the same line resumes");
  command.Group("train");
  const auto arguments = std::make_shared<PretrainArguments>();
  command.Option("--config", arguments->run.config, "YAML file").Required();
  command.Option("--set", arguments->run.settings, "key.path=value, over the file; may be repeated");
  command.Option("--model", arguments->model, "Model to begin with: --set model.from=DIR");
  command.Flag("--dry-run", arguments->dry_run,
               "Check configuration, corpus, model and checkpoint, then stop before training");
  command.Footer(
      "Examples:\n"
      "  linkbert pretrain --config configs/pretrain/foldoc-tiny.yaml\n"
      "  mpirun -n 2 linkbert pretrain --config configs/pretrain/foldoc-tiny.yaml --set training.steps=500 --set "
      "run.name=longer\n"
      "Stops after a save on SIGTERM, SIGUSR1, SIGINT or `touch RUN/stop` with exit code 75; docs/errors.md lists the "
      "others.");
  command.Call([arguments] { RunPretrain(*arguments); });
}

}  // namespace linkbert
