// `linkbert finetune`: a model trained on a task's examples and scored, with one seed or several.
#include <fmt/core.h>

#include <memory>

#include "base/error.h"
#include "launch/commands/commands.h"
#include "launch/commands/finetuning_run.h"
#include "launch/commands/finetuning_suite.h"
#include "launch/configuration/suite_configuration.h"

namespace linkbert {
namespace {

// Options that abbreviate --set stand behind it: what is written shorter counts.
struct Arguments {
  FinetuneRequest request;
  std::string model, data, seeds, train_fraction, labels;
  std::vector<std::string> only;
  std::string compare;
  bool strict = false;
};

void RunSuiteOf(const Arguments& arguments) {
  if (!arguments.labels.empty())
    throw Fail(ErrorCode::kUsage, "--labels belongs to one run; {} is a suite.", arguments.request.config);
  SuiteRequest suite{.config = arguments.request.config,
                     .model = arguments.model,
                     .data = arguments.data,
                     .settings = arguments.request.settings,
                     .only = arguments.only,
                     .compare = arguments.compare,
                     .dry_run = arguments.request.dry_run};
  if (!arguments.seeds.empty()) suite.settings.push_back("training.seeds=" + arguments.seeds);
  if (!arguments.train_fraction.empty())
    suite.settings.push_back("training.train_fraction=" + arguments.train_fraction);
  if (arguments.strict) suite.settings.emplace_back("task.strict=true");
  RunSuite(suite);
}

void Run(const Arguments& arguments) {
  if (IsSuite(arguments.request.config)) return RunSuiteOf(arguments);
  if (!arguments.only.empty() || !arguments.compare.empty()) {
    throw Fail(ErrorCode::kUsage, "--only and --compare belong to a suite; {} is one run.", arguments.request.config);
  }
  FinetuneRequest request = arguments.request;
  const std::pair<const char*, const std::string&> short_forms[] = {
      {"model.from", arguments.model},
      {"data.folder", arguments.data},
      {"training.seeds", arguments.seeds},
      {"task.labels", arguments.labels},
      {"training.train_fraction", arguments.train_fraction}};
  for (const auto& [key, value] : short_forms) {
    if (!value.empty()) request.settings.push_back(fmt::format("{}={}", key, value));
  }
  if (arguments.strict) request.settings.emplace_back("task.strict=true");
  RunFinetuning(request);
}

}  // namespace

void AddFinetuneCommand(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("finetune", "Train a model on a task's examples and score it; the same line resumes");
  command->group("train");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("--config", arguments->request.config, "YAML file: a run, or a suite of runs")->required();
  command->add_option("--model", arguments->model, "Short for --set model.from=DIR");
  command->add_option("--data", arguments->data,
                      "Short for --set data.folder=DIR; of a suite, the folder with a folder for each dataset");
  command->add_option("--seeds", arguments->seeds, "Short for --set training.seeds=N");
  command->add_option("--train-fraction", arguments->train_fraction, "Short for --set training.train_fraction=F");
  command->add_option("--labels", arguments->labels,
                      "Short for --set task.labels=A,B,...: the labels in the order of their numbers");
  command->add_flag("--strict", arguments->strict, "Short for --set task.strict=true");
  command->add_option("--set", arguments->request.settings, "key.path=value, over the file; may be repeated");
  command->add_option("--only", arguments->only, "Of a suite: these tasks alone, such as one a job of a Slurm array")
      ->delimiter(',');
  command->add_option("--compare", arguments->compare,
                      "Of a suite: another suite's folder under runs/, compared with seed by seed");
  command->add_flag("--dry-run", arguments->request.dry_run,
                    "Check configuration, data, model and checkpoint, then stop before training");
  command->footer(
      "Example: mpirun -n 2 linkbert finetune --config configs/finetune/foldoc-subject.yaml --model runs/foldoc-tiny\n"
      "Example: linkbert finetune --config configs/suites/blurb.yaml --model MODEL --data tasks --seeds 3\n"
      "Stops after a save on SIGTERM, SIGUSR1, SIGINT or `touch RUN/stop` with exit code 75; docs/errors.md lists the "
      "others.");
  command->callback([arguments] { Run(*arguments); });
}

}  // namespace linkbert
