// `linkbert pretrain`: one run, started or resumed, on the ranks that mpirun or srun started.
#include <fmt/core.h>

#include "launch/commands/commands.h"
#include "launch/commands/pretraining_run.h"
#include "launch/configuration/pretrain_configuration.h"

namespace linkbert {

void AddPretrainCommand(Verb app) {
  Verb command = app.Add("pretrain", "Train on a corpus: MLM and document relation prediction; the same line resumes");
  command.Group("train");
  const auto request = std::make_shared<PretrainRequest>();
  const auto model = std::make_shared<std::string>();
  command.Option("--config", request->config, "YAML file").Required();
  command.Option("--set", request->settings, "key.path=value, over the file; may be repeated");
  command.Option("--model", *model, "Model to begin with: --set model.from=DIR");
  command.Flag("--dry-run", request->dry_run,
               "Check configuration, corpus, model and checkpoint, then stop before training");
  command.Footer(
      "Examples:\n"
      "  linkbert pretrain --config configs/pretrain/foldoc-tiny.yaml\n"
      "  mpirun -n 2 linkbert pretrain --config configs/pretrain/foldoc-tiny.yaml --set training.steps=500 --set "
      "run.name=longer\n"
      "Stops after a save on SIGTERM, SIGUSR1, SIGINT or `touch RUN/stop` with exit code 75; docs/errors.md lists the "
      "others.");
  command.Call([request, model] {
    if (!model->empty()) request->settings.push_back("model.from=" + *model);
    RunPretraining(*request);
  });
}

}  // namespace linkbert
