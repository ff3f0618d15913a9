// `linkbert evaluate`: a model's metrics on held-out data, or those of a file of predictions.
#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.h"
#include "core/evaluation/evaluate_predictions.h"
#include "core/evaluation/evaluate_pretraining.h"
#include "core/evaluation/evaluate_retrieval.h"
#include "core/tasks/builtin_tasks.h"
#include "data/datasets/registry.h"
#include "launch/commands/commands.h"
#include "launch/commands/print_evaluation.h"
#include "launch/commands/score_on_all_ranks.h"
#include "launch/environment/all_ranks.h"

namespace linkbert {
namespace {

constexpr char kPretraining[] = "pretraining";
constexpr char kRetrieval[] = "retrieval";

struct EvaluateArguments {
  ScoreRequest request;  // and what the other ways share with it
  std::string dataset;
  std::string config;
  std::vector<std::string> settings;
  bool json = false;
  EvaluatePredictionsRequest predictions;
  EvaluateRetrievalRequest retrieval;
};

void RunPredictions(const EvaluateArguments& a) {
  EvaluatePredictionsRequest request = a.predictions;
  request.dataset = a.dataset;
  request.task = a.request.task;
  request.input = a.request.input;
  request.output = a.request.output;
  const EvaluatedPredictions evaluated = EvaluatePredictions(request);
  if (a.json) {
    fmt::print("{}\n", evaluated.results.dump(2));
  } else {
    PrintPredictions(evaluated);
  }
}

void RunRetrieval(const EvaluateArguments& a) {
  EvaluateRetrievalRequest request = a.retrieval;
  request.model = a.request.model;
  request.input = a.request.input;
  request.output = a.request.output;
  std::optional<RetrievalSet> set;
  OnAllRanks(
      [&] {
        set = ReadRetrievalSet(request.input);  // a mistake that every rank finds is reported once
        RequireModel(request, *set);
        return CommunicationOptions();
      },
      [&](Communicator& communicator) {
        const EvaluatedRetrieval evaluated =
            EvaluateRetrieval(request, *set, communicator, {CommandLineFact({"--model", "--input", "--output"})});
        if (communicator.Rank() != 0) return;
        if (a.json) {
          fmt::print("{}\n", evaluated.results.dump(2));
          return;
        }
        if (!evaluated.said.empty()) fmt::print("{}\n", evaluated.said);
        PrintRetrieval(evaluated);
      });
}

void RunPretraining(const EvaluateArguments& a) {
  const EvaluatePretrainingRequest request = {
      .model = a.request.model, .corpus = a.request.input, .output = a.request.output};
  PretrainConfiguration configuration;
  OnAllRanks(
      [&] {
        std::vector<std::string> settings = a.settings;
        settings.push_back("model.from=" + request.model);
        configuration = LoadPretrainConfiguration(a.config, settings);
        return configuration.communication;
      },
      [&](Communicator& communicator) {
        const nlohmann::ordered_json metrics =
            EvaluatePretraining(request, configuration, communicator,
                                {CommandLineFact({"--config", "--set", "--model", "--input", "--output"})});
        if (metrics.is_null()) return;
        if (a.json) {
          fmt::print("{}\n", metrics.dump(2));
        } else {
          PrintPretraining(metrics);
        }
      });
}

void RunEvaluate(const EvaluateArguments& a) {
  const bool pretraining = a.request.task == kPretraining;
  if (!pretraining && (!a.config.empty() || !a.settings.empty()))
    throw Fail(ErrorCode::kUsage, "--config and --set belong to --task pretraining alone.");
  if (a.dataset == kRetrieval) return RunRetrieval(a);
  if (!a.predictions.predictions.empty()) return RunPredictions(a);
  if (a.request.model.empty()) throw Fail(ErrorCode::kUsage, "--model is required, or --predictions in its place.");
  if (pretraining) return RunPretraining(a);
  ScoreRequest request = a.request;
  if (!a.dataset.empty()) {
    const DatasetInfo& dataset = RequireDataset(a.dataset);
    request.task = dataset.type;
    request.metric = dataset.metric;
    request.version_2 = dataset.name == "squad2.0";
  }
  ScoreOnAllRanks(request, a.json);
}

std::vector<std::string> TaskNames() {
  std::vector<std::string> names = BuiltinTasks().Names();
  names.insert(names.begin(), kPretraining);
  return names;
}

void AddPredictionOptions(Verb command, EvaluatePredictionsRequest& request) {
  command.Option("--predictions", request.predictions,
                 "Score this file, {\"ID\": ...} or lines of {\"id\",\"prediction\"}, instead of a model");
  command.Option("--metric", request.metric, "With --predictions: the metric to show first");
  command.Flag("--strict-tags", request.strict_tags, "With --predictions: entities are what the tags' scheme allows");
  command
      .Option("--tag-scheme", request.tag_scheme,
              "With --predictions: how tags are read; empty: as the gold tags show; none: seqeval's mode None")
      .OneOf({"iob1", "iob2", "iobes", "bioes", "bilou", "none"});
  command.Option("--bootstrap", request.bootstrap, "With --predictions: replicates of the standard error; 0: none")
      .ShowDefault()
      .Range(0, 1000000);
}

void AddRetrievalOptions(Verb command, EvaluateRetrievalRequest& request) {
  command.Option("--pooling", request.pooling, "retrieval: how texts become vectors; default: as embed")
      .OneOf({"cls", "mean", "pooler"});
  command.Option("--similarity", request.similarity, "retrieval: how vectors are compared")
      .ShowDefault()
      .OneOf({"cosine", "dot"});
  command.Option("--max-length", request.max_length, "retrieval: tokens a text; 0: as embed")
      .ShowDefault()
      .Range(0, 8192);
}

void AddCommonOptions(Verb command, EvaluateArguments& a) {
  VerbOption task =
      command.Option("--task", a.request.task, "What is evaluated; empty: what the model was fine-tuned for")
          .OneOf(TaskNames());
  command.Option("--dataset", a.dataset, "Task and metric by a dataset's name, such as ncbi; or retrieval")
      .Excludes(task);
  command.Option("--model", a.request.model,
                 "A run's folder, a step folder, or a folder of Hugging Face or of a TensorFlow checkpoint");
  command
      .Option("--input", a.request.input,
              "pretraining: a corpus folder; retrieval: a folder of queries, corpus and relevance; otherwise a "
              "file of examples")
      .Required();
  command.Option("--output", a.request.output,
                 "Folder that gets results.json and, of examples, eval_predictions.jsonl or .json");
  command.Option(
      "--labels", a.request.labels,
      "A,B,...: the model's labels in order, where its config.json has no names; numbers in the data stand for them");
  command.Option("--mode", a.request.mode, "Where LinkBERT's scripts are odd: default, linkbert; empty: as in training")
      .OneOf({kDefaultMode, kLinkBertMode});
  command.Flag("--strict", a.request.strict, "Fail where an answer is not at its offset");
  command.Flag("--json", a.json, "Print the metrics as JSON");
  command.Option("--config", a.config, "pretraining: the run's configuration, for its samples");
  command.Option("--set", a.settings, "key.path=value, over the file; may be repeated");
}

}  // namespace

void AddEvaluateCommand(Verb app) {
  Verb command = app.Add("evaluate", "Metrics of a model, or of predictions, on held-out data");
  command.Group("evaluate");
  const auto arguments = std::make_shared<EvaluateArguments>();
  AddCommonOptions(command, *arguments);
  AddPredictionOptions(command, arguments->predictions);
  AddRetrievalOptions(command, arguments->retrieval);
  command.Footer(
      "Example: mpirun -n 2 linkbert evaluate --task pretraining --model runs/foldoc-minilm --input corpora/foldoc "
      "--config configs/pretrain/foldoc-minilm.yaml\n"
      "Example: linkbert evaluate --dataset squad --input dev.json --predictions predictions.json --json");
  command.Call([arguments] { RunEvaluate(*arguments); });
}

}  // namespace linkbert
