// `linkbert evaluate`: a model's metrics on held-out data.
#include <memory>

#include "base/error.h"
#include "core/tasks/task_registry.h"
#include "data/datasets/registry.h"
#include "launch/commands/commands.h"
#include "launch/commands/evaluate_pretraining.h"
#include "launch/commands/score_model.h"

namespace linkbert {
namespace {

constexpr char kPretraining[] = "pretraining";

struct Arguments {
  ScoreRequest request;
  std::string dataset;
  std::string config;
  std::vector<std::string> settings;
};

void Run(Arguments a) {
  if (a.request.task == kPretraining) {
    EvaluatePretraining({.model = a.request.model,
                         .corpus = a.request.input,
                         .config = a.config,
                         .settings = a.settings,
                         .output = a.request.output});
    return;
  }
  if (!a.config.empty() || !a.settings.empty()) {
    throw Fail(ErrorCode::kUsage, "--config and --set belong to --task pretraining alone.");
  }
  if (!a.dataset.empty()) {
    const DatasetInfo& dataset = RequireDataset(a.dataset);
    a.request.task = dataset.type;
    a.request.metric = dataset.metric;
  }
  ScoreModel(a.request);
}

std::vector<std::string> TaskNames() {
  std::vector<std::string> names = BuiltinTasks().Names();
  names.insert(names.begin(), kPretraining);
  return names;
}

}  // namespace

void AddEvaluateCommand(CLI::App& app) {
  CLI::App* command = app.add_subcommand("evaluate", "Metrics of a model on held-out data");
  command->group("evaluate");
  const auto arguments = std::make_shared<Arguments>();
  ScoreRequest& request = arguments->request;
  CLI::Option* task =
      command->add_option("--task", request.task, "What is evaluated; empty: what the model was fine-tuned for")
          ->check(CLI::IsMember(TaskNames()));
  command->add_option("--dataset", arguments->dataset, "Task and metric by a dataset's name, such as ncbi")
      ->excludes(task);
  command->add_option("--model", request.model, "A run's folder, a step folder, or a Hugging Face folder")->required();
  command->add_option("--input", request.input, "pretraining: a corpus folder; otherwise a file of examples")
      ->required();
  command->add_option("--output", request.output,
                      "Folder that gets results.json and, of examples, eval_predictions.jsonl or .json");
  command->add_flag("--strict", request.strict, "Fail where an answer is not at its offset");
  command->add_flag("--json", request.json, "Print the metrics of examples as JSON");
  command->add_option("--config", arguments->config, "pretraining: the run's configuration, for its samples");
  command->add_option("--set", arguments->settings, "key.path=value, over the file; may be repeated");
  command->footer(
      "Example: mpirun -n 2 linkbert evaluate --task pretraining --model runs/foldoc-minilm --input corpora/foldoc "
      "--config configs/pretrain/foldoc-minilm.yaml");
  command->callback([arguments] { Run(*arguments); });
}

}  // namespace linkbert
