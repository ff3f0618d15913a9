// `linkbert evaluate`: a model's metrics on held-out data, or those of a file of predictions.
#include <memory>

#include "base/error.h"
#include "core/tasks/task_registry.h"
#include "data/datasets/registry.h"
#include "launch/commands/commands.h"
#include "launch/commands/evaluate_predictions.h"
#include "launch/commands/evaluate_pretraining.h"
#include "launch/commands/evaluate_retrieval.h"
#include "launch/commands/score_model.h"

namespace linkbert {
namespace {

constexpr char kPretraining[] = "pretraining";
constexpr char kRetrieval[] = "retrieval";

struct Arguments {
  ScoreRequest request;  // and what the other ways share with it
  std::string dataset;
  std::string config;
  std::vector<std::string> settings;
  EvaluatePredictionsRequest predictions;
  EvaluateRetrievalRequest retrieval;
};

void Predictions(const Arguments& a) {
  EvaluatePredictionsRequest request = a.predictions;
  request.dataset = a.dataset;
  request.task = a.request.task;
  request.input = a.request.input;
  request.output = a.request.output;
  request.json = a.request.json;
  EvaluatePredictions(request);
}

void Retrieval(const Arguments& a) {
  EvaluateRetrievalRequest request = a.retrieval;
  request.model = a.request.model;
  request.input = a.request.input;
  request.output = a.request.output;
  request.json = a.request.json;
  EvaluateRetrieval(request);
}

void Pretraining(const Arguments& a) {
  EvaluatePretraining({.model = a.request.model,
                       .corpus = a.request.input,
                       .config = a.config,
                       .settings = a.settings,
                       .output = a.request.output});
}

void Run(const Arguments& a) {
  const bool pretraining = a.request.task == kPretraining;
  if (!pretraining && (!a.config.empty() || !a.settings.empty()))
    throw Fail(ErrorCode::kUsage, "--config and --set belong to --task pretraining alone.");
  if (a.dataset == kRetrieval) return Retrieval(a);
  if (!a.predictions.predictions.empty()) return Predictions(a);
  if (a.request.model.empty()) throw Fail(ErrorCode::kUsage, "--model is required, or --predictions in its place.");
  if (pretraining) return Pretraining(a);
  ScoreRequest request = a.request;
  if (!a.dataset.empty()) {
    const DatasetInfo& dataset = RequireDataset(a.dataset);
    request.task = dataset.type;
    request.metric = dataset.metric;
    request.version_2 = dataset.name == "squad2.0";
  }
  ScoreModel(request);
}

std::vector<std::string> TaskNames() {
  std::vector<std::string> names = BuiltinTasks().Names();
  names.insert(names.begin(), kPretraining);
  return names;
}

void AddPredictionOptions(CLI::App& command, EvaluatePredictionsRequest& request) {
  command.add_option("--predictions", request.predictions,
                     "Score this file, {\"ID\": ...} or lines of {\"id\",\"prediction\"}, instead of a model");
  command.add_option("--metric", request.metric, "With --predictions: the metric to show first");
  command.add_flag("--strict-tags", request.strict_tags,
                   "With --predictions: entities are what the tags' scheme allows");
  command
      .add_option("--tag-scheme", request.tag_scheme,
                  "With --predictions: how tags are read; empty: as the gold tags show; none: seqeval's mode None")
      ->check(CLI::IsMember({"iob1", "iob2", "iobes", "bioes", "bilou", "none"}));
  command.add_option("--bootstrap", request.bootstrap, "With --predictions: replicates of the standard error; 0: none")
      ->capture_default_str()
      ->check(CLI::Range(0, 1000000));
}

void AddRetrievalOptions(CLI::App& command, EvaluateRetrievalRequest& request) {
  command.add_option("--pooling", request.pooling, "retrieval: how texts become vectors; default: as embed")
      ->check(CLI::IsMember({"cls", "mean", "pooler"}));
  command.add_option("--similarity", request.similarity, "retrieval: how vectors are compared")
      ->capture_default_str()
      ->check(CLI::IsMember({"cosine", "dot"}));
  command.add_option("--max-length", request.max_length, "retrieval: tokens a text; 0: as embed")
      ->capture_default_str()
      ->check(CLI::Range(0, 8192));
}

void AddCommonOptions(CLI::App& command, Arguments& a) {
  CLI::Option* task =
      command.add_option("--task", a.request.task, "What is evaluated; empty: what the model was fine-tuned for")
          ->check(CLI::IsMember(TaskNames()));
  command.add_option("--dataset", a.dataset, "Task and metric by a dataset's name, such as ncbi; or retrieval")
      ->excludes(task);
  command.add_option("--model", a.request.model,
                     "A run's folder, a step folder, or a folder of Hugging Face or of a TensorFlow checkpoint");
  command
      .add_option("--input", a.request.input,
                  "pretraining: a corpus folder; retrieval: a folder of queries, corpus and relevance; otherwise a "
                  "file of examples")
      ->required();
  command.add_option("--output", a.request.output,
                     "Folder that gets results.json and, of examples, eval_predictions.jsonl or .json");
  command.add_option(
      "--labels", a.request.labels,
      "A,B,...: the model's labels in order, where its config.json has no names; numbers in the data stand for them");
  command
      .add_option("--mode", a.request.mode,
                  "Where LinkBERT's scripts are odd: default, linkbert; empty: as in training")
      ->check(CLI::IsMember({kDefaultMode, kLinkBertMode}));
  command.add_flag("--strict", a.request.strict, "Fail where an answer is not at its offset");
  command.add_flag("--json", a.request.json, "Print the metrics as JSON");
  command.add_option("--config", a.config, "pretraining: the run's configuration, for its samples");
  command.add_option("--set", a.settings, "key.path=value, over the file; may be repeated");
}

}  // namespace

void AddEvaluateCommand(CLI::App& app) {
  CLI::App* command = app.add_subcommand("evaluate", "Metrics of a model, or of predictions, on held-out data");
  command->group("evaluate");
  const auto arguments = std::make_shared<Arguments>();
  AddCommonOptions(*command, *arguments);
  AddPredictionOptions(*command, arguments->predictions);
  AddRetrievalOptions(*command, arguments->retrieval);
  command->footer(
      "Example: mpirun -n 2 linkbert evaluate --task pretraining --model runs/foldoc-minilm --input corpora/foldoc "
      "--config configs/pretrain/foldoc-minilm.yaml\n"
      "Example: linkbert evaluate --dataset squad --input dev.json --predictions predictions.json --json");
  command->callback([arguments] { Run(*arguments); });
}

}  // namespace linkbert
