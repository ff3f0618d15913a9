// `linkbert pretrain`: one run, started or resumed, on the ranks that mpirun or srun started.
#include <fmt/core.h>

#include "launch/commands/commands.h"
#include "launch/commands/pretraining_run.h"
#include "launch/configuration/pretrain_configuration.h"

namespace linkbert {

void AddPretrainCommand(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("pretrain", "Train on a corpus: MLM and document relation prediction; the same line resumes");
  command->group("train");
  const auto request = std::make_shared<PretrainRequest>();
  command->add_option("--config", request->config, "YAML file")->required();
  command->add_option("--set", request->settings, "key.path=value, over the file; may be repeated");
  command->add_flag("--dry-run", request->dry_run,
                    "Check configuration, corpus, model and checkpoint, then stop before training");
  command->footer(
      "Examples:\n"
      "  linkbert pretrain --config configs/pretrain/foldoc-tiny.yaml\n"
      "  mpirun -n 2 linkbert pretrain --config configs/pretrain/foldoc-tiny.yaml --set training.steps=500 --set "
      "run.name=longer\n"
      "Stops after a save on SIGTERM, SIGUSR1, SIGINT or `touch RUN/stop` with exit code 75; docs/errors.md lists the "
      "others.");
  command->callback([request] { RunPretraining(*request); });
}

}  // namespace linkbert
