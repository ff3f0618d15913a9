// `linkbert predict`: a fine-tuned model's predictions for a file of examples, which need no labels.
#include <memory>

#include "base/error.h"
#include "core/tasks/builtin_tasks.h"
#include "data/datasets/registry.h"
#include "launch/commands/commands.h"
#include "launch/commands/score_on_all_ranks.h"

namespace linkbert {
namespace {

struct PredictArguments {
  ScoreRequest request;
  std::string dataset;
};

void RunPredict(PredictArguments arguments) {
  if (!arguments.dataset.empty()) arguments.request.task = RequireDataset(arguments.dataset).type;
  arguments.request.version_2 = arguments.dataset == "squad2.0";
  ScoreOnAllRanks(arguments.request);
}

}  // namespace

void AddPredictCommand(Verb app) {
  Verb command = app.Add("predict", "Predictions of a fine-tuned model");
  command.Group("evaluate");
  const auto arguments = std::make_shared<PredictArguments>();
  ScoreRequest& request = arguments->request;
  request.labelled = false;
  VerbOption task = command
                        .Option("--task", request.task,
                                "Refuse a model of another type; says the type where the model's config.json does not")
                        .OneOf(BuiltinTasks().Names());
  command.Option("--dataset", arguments->dataset, "The same by a dataset's name, such as ncbi").Excludes(task);
  command
      .Option("--model", request.model,
              "A run's folder, a step folder, or a folder of Hugging Face or of a TensorFlow checkpoint")
      .Required();
  command.Option("--input", request.input, "JSON Lines of examples").Required();
  command.Option(
      "--labels", request.labels,
      "A,B,...: the model's labels in order, where its config.json has no names; numbers in the data stand for them");
  command.Option("--mode", request.mode, "Where LinkBERT's scripts are odd; empty: as in training")
      .OneOf({kDefaultMode, kLinkBertMode});
  command.Option("--output", request.output, "Folder that gets the predictions").Required();
  command.Footer(
      "Example: linkbert predict --model runs/ncbi/model --dataset ncbi --input tasks/ncbi/test.json --output "
      "predictions");
  command.Call([arguments] { RunPredict(*arguments); });
}

}  // namespace linkbert
