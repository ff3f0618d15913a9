#include "core/evaluation/evaluate_predictions.h"

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/metrics/bootstrap.h"
#include "core/tasks/score_predictions.h"
#include "data/datasets/registry.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

ScoringRequest RequestOf(const EvaluatePredictionsRequest& r) {
  ScoringRequest scoring{.type = r.task,
                         .metric = r.metric,
                         .gold = r.input,
                         .predictions = r.predictions,
                         .strict_tags = r.strict_tags,
                         .tag_scheme = r.tag_scheme};
  if (r.dataset.empty()) {
    if (r.task.empty()) throw Fail(ErrorCode::kUsage, "--predictions wants --dataset NAME or --task TYPE.");
    return scoring;
  }
  const DatasetInfo& dataset = RequireDataset(r.dataset);
  if (!r.task.empty() && r.task != dataset.type)
    throw Fail(ErrorCode::kUsage, "--task {}: dataset {} is {}. Leave --task out.", r.task, r.dataset, dataset.type);
  scoring.type = dataset.type;
  if (scoring.metric.empty()) scoring.metric = dataset.metric;
  if (scoring.type == "question_answering") scoring.version_2 = r.dataset == "squad2.0";
  return scoring;
}

Json ToJson(const EvaluatePredictionsRequest& request, const std::string& type, const ScoredPredictions& scored,
            const std::optional<BootstrapError>& error) {
  Json json;
  if (!request.dataset.empty()) json["dataset"] = request.dataset;
  json["task"] = type;
  json["rule"] = scored.rule;
  json["metric"] = scored.metric;
  json["examples"] = scored.examples;
  Json metrics = ToJson(scored.figures);
  if (metrics.contains("remarks")) {
    json["remarks"] = metrics.at("remarks");
    metrics.erase("remarks");
  }
  json["metrics"] = std::move(metrics);
  if (error) {
    json["bootstrap"] = {{"metric", scored.metric},
                         {"standard_error", error->standard_error},
                         {"low", error->low},
                         {"high", error->high},
                         {"replicates", error->replicates}};
  }
  return json;
}

}  // namespace

EvaluatedPredictions EvaluatePredictions(const EvaluatePredictionsRequest& request) {
  const ScoringRequest scoring = RequestOf(request);
  EvaluatedPredictions evaluated;
  evaluated.scored = ScorePredictions(scoring);
  const ScoredPredictions& scored = evaluated.scored;
  if (request.bootstrap > 0) {
    evaluated.error =
        Bootstrap(scored.units, scored.resampled, {.replicates = static_cast<std::size_t>(request.bootstrap)});
  }
  evaluated.results = ToJson(request, scoring.type, scored, evaluated.error);
  if (request.output.empty()) return evaluated;
  CreateFolders(request.output);
  WriteFileAtomically(request.output + "/results.json", evaluated.results.dump(2) + "\n");
  return evaluated;
}

}  // namespace linkbert
