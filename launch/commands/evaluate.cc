// `linkbert evaluate`: a model's metrics on held-out data, one branch a task.
#include <map>
#include <memory>

#include "base/error.h"
#include "launch/commands/commands.h"
#include "launch/commands/evaluate_classification.h"
#include "launch/commands/evaluate_pretraining.h"

namespace linkbert {
namespace {

struct Arguments {
  std::string task;
  std::string model;
  std::string input;
  std::string output;
  std::string config;
  std::vector<std::string> settings;
};

void Pretraining(const Arguments& a) {
  EvaluatePretraining(
      {.model = a.model, .corpus = a.input, .config = a.config, .settings = a.settings, .output = a.output});
}

void SequenceClassification(const Arguments& a) {
  EvaluateSequenceClassification({.model = a.model, .input = a.input, .output = a.output});
}

// What --task may name.
const std::map<std::string, void (*)(const Arguments&)> kTasks = {{"pretraining", Pretraining},
                                                                  {"sequence_classification", SequenceClassification}};

}  // namespace

void AddEvaluateCommand(CLI::App& app) {
  CLI::App* command = app.add_subcommand("evaluate", "Metrics of a model on held-out data");
  command->group("evaluate");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("--task", arguments->task, "What is evaluated")->required()->check(CLI::IsMember(kTasks));
  command->add_option("--model", arguments->model, "A run's folder, a step folder, or a Hugging Face folder")
      ->required();
  command->add_option("--input", arguments->input, "pretraining: a corpus folder; otherwise a file of examples")
      ->required();
  command->add_option("--output", arguments->output,
                      "Folder that gets results.json and, of examples, predictions.jsonl");
  command->add_option("--config", arguments->config, "pretraining: the run's configuration, for its samples");
  command->add_option("--set", arguments->settings, "key.path=value, over the file; may be repeated");
  command->footer(
      "Example: mpirun -n 2 linkbert evaluate --task pretraining --model runs/foldoc-minilm --input corpora/foldoc "
      "--config configs/pretrain/foldoc-minilm.yaml");
  command->callback([arguments] { kTasks.at(arguments->task)(*arguments); });
}

}  // namespace linkbert
