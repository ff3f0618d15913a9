// `linkbert predict`: a fine-tuned model's predictions for a file of examples, which need no labels.
#include <memory>

#include "base/error.h"
#include "core/tasks/task_registry.h"
#include "data/datasets/registry.h"
#include "launch/commands/commands.h"
#include "launch/commands/score_model.h"

namespace linkbert {
namespace {

struct Arguments {
  ScoreRequest request;
  std::string dataset;
};

void Run(Arguments arguments) {
  if (!arguments.dataset.empty()) arguments.request.task = RequireDataset(arguments.dataset).type;
  arguments.request.version_2 = arguments.dataset == "squad2.0";
  ScoreModel(arguments.request);
}

}  // namespace

void AddPredictCommand(CLI::App& app) {
  CLI::App* command = app.add_subcommand("predict", "Predictions of a fine-tuned model");
  command->group("evaluate");
  const auto arguments = std::make_shared<Arguments>();
  ScoreRequest& request = arguments->request;
  request.labelled = false;
  CLI::Option* task =
      command
          ->add_option("--task", request.task,
                       "Refuse a model of another type; says the type where the model's config.json does not")
          ->check(CLI::IsMember(BuiltinTasks().Names()));
  command->add_option("--dataset", arguments->dataset, "The same by a dataset's name, such as ncbi")->excludes(task);
  command
      ->add_option("--model", request.model,
                   "A run's folder, a step folder, or a folder of Hugging Face or of a TensorFlow checkpoint")
      ->required();
  command->add_option("--input", request.input, "JSON Lines of examples")->required();
  command->add_option(
      "--labels", request.labels,
      "A,B,...: the model's labels in order, where its config.json has no names; numbers in the data stand for them");
  command->add_option("--mode", request.mode, "Where LinkBERT's scripts are odd; empty: as in training")
      ->check(CLI::IsMember({kDefaultMode, kLinkBertMode}));
  command->add_option("--output", request.output, "Folder that gets the predictions")->required();
  command->footer(
      "Example: linkbert predict --model runs/ncbi/model --dataset ncbi --input tasks/ncbi/test.json --output "
      "predictions");
  command->callback([arguments] { Run(*arguments); });
}

}  // namespace linkbert
