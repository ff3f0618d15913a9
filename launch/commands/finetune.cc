// `linkbert finetune`: a model trained on a task's examples and scored, with one seed or several.
#include <fmt/core.h>

#include <memory>
#include <optional>

#include "base/error.h"
#include "core/configuration/load_configuration.h"
#include "core/runs/finetuning_run.h"
#include "core/runs/finetuning_suite.h"
#include "launch/commands/commands.h"
#include "launch/commands/training_ranks.h"

namespace linkbert {
namespace {

// Options that abbreviate --set stand behind it: what is written shorter counts.
struct FinetuneArguments {
  std::string config;
  std::vector<std::string> settings;
  bool dry_run = false;
  std::string model, data, seeds, train_fraction, labels;
  std::vector<std::string> only;
  std::string compare;
  bool strict = false;
};

TrainingLine LineOf(const FinetuneArguments& arguments) {
  return {.dry_run = arguments.dry_run, .own = {"--config", "--set", "--model", "--data"}};
}

void RunSuiteOf(const FinetuneArguments& arguments) {
  if (!arguments.labels.empty())
    throw Fail(ErrorCode::kUsage, "--labels belongs to one run; {} is a suite.", arguments.config);
  SuiteRequest suite{.config = arguments.config,
                     .model = arguments.model,
                     .data = arguments.data,
                     .settings = arguments.settings,
                     .only = arguments.only,
                     .compare = arguments.compare};
  if (!arguments.seeds.empty()) suite.settings.push_back("training.seeds=" + arguments.seeds);
  if (!arguments.train_fraction.empty())
    suite.settings.push_back("training.train_fraction=" + arguments.train_fraction);
  if (arguments.strict) suite.settings.emplace_back("task.strict=true");
  SuiteRun run;
  TrainOnAllRanks(
      LineOf(arguments),
      [&] {
        run = ReadSuiteRun(suite);
        return run.tasks.front().configuration.communication;
      },
      [&](const RunContext& context) { return FineTuneSuite(run, context); });
}

void RunFinetune(const FinetuneArguments& arguments) {
  if (IsSuite(arguments.config)) return RunSuiteOf(arguments);
  if (!arguments.only.empty() || !arguments.compare.empty()) {
    throw Fail(ErrorCode::kUsage, "--only and --compare belong to a suite; {} is one run.", arguments.config);
  }
  std::vector<std::string> settings = arguments.settings;
  const std::pair<const char*, const std::string&> short_forms[] = {
      {"model.from", arguments.model},
      {"data.folder", arguments.data},
      {"training.seeds", arguments.seeds},
      {"task.labels", arguments.labels},
      {"training.train_fraction", arguments.train_fraction}};
  for (const auto& [key, value] : short_forms) {
    if (!value.empty()) settings.push_back(fmt::format("{}={}", key, value));
  }
  if (arguments.strict) settings.emplace_back("task.strict=true");
  FinetuneConfiguration configuration;
  std::optional<FinetuningInputs> inputs;
  TrainOnAllRanks(
      LineOf(arguments),
      [&] {
        configuration = LoadConfiguration<FinetuneConfiguration>(arguments.config, settings);
        inputs.emplace(configuration);  // a mistake that every rank finds is reported once
        return configuration.communication;
      },
      [&](const RunContext& context) { return FineTune(configuration, *inputs, context); });
}

}  // namespace

void AddFinetuneCommand(Verb app) {
  Verb command = app.Add("finetune", "Train a model on a task's examples and score it; the same line resumes");
  command.Group("train");
  const auto arguments = std::make_shared<FinetuneArguments>();
  command.Option("--config", arguments->config, "YAML file: a run, or a suite of runs").Required();
  command.Option("--model", arguments->model, "Short for --set model.from=DIR");
  command.Option("--data", arguments->data,
                 "Short for --set data.folder=DIR; of a suite, the folder with a folder for each dataset");
  command.Option("--seeds", arguments->seeds, "Short for --set training.seeds=N");
  command.Option("--train-fraction", arguments->train_fraction, "Short for --set training.train_fraction=F");
  command.Option("--labels", arguments->labels,
                 "Short for --set task.labels=A,B,...: the labels in the order of their numbers");
  command.Flag("--strict", arguments->strict, "Short for --set task.strict=true");
  command.Option("--set", arguments->settings, "key.path=value, over the file; may be repeated");
  command.Option("--only", arguments->only, "Of a suite: these tasks alone, such as one a job of a Slurm array")
      .SplitAtCommas();
  command.Option("--compare", arguments->compare,
                 "Of a suite: another suite's folder under runs/, compared with seed by seed");
  command.Flag("--dry-run", arguments->dry_run,
               "Check configuration, data, model and checkpoint, then stop before training");
  command.Footer(
      "Example: mpirun -n 2 linkbert finetune --config configs/finetune/foldoc-subject.yaml --model runs/foldoc-tiny\n"
      "Example: linkbert finetune --config configs/suites/blurb.yaml --model MODEL --data tasks --seeds 3\n"
      "Stops after a save on SIGTERM, SIGUSR1, SIGINT or `touch RUN/stop` with exit code 75; docs/errors.md lists the "
      "others.");
  command.Call([arguments] { RunFinetune(*arguments); });
}

}  // namespace linkbert
