#include "launch/commands/evaluate_predictions.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <optional>

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

void Print(const ScoredPredictions& scored, const std::optional<BootstrapError>& error) {
  fmt::print("{} examples; {}\n", scored.examples, scored.rule);
  for (const Figure& figure : scored.figures.list()) {
    fmt::print("{:<20}{}", figure.name, figure.value ? fmt::format("{:.4f}", *figure.value) : "undefined");
    if (error && figure.name == scored.metric) {
      fmt::print(" ± {:.4f} (standard error over examples; 95 % of {} bootstrap replicates in {:.4f} to {:.4f})",
                 error->standard_error, error->replicates, error->low, error->high);
    }
    fmt::print("{}\n", figure.remark.empty() ? "" : "  (" + figure.remark + ")");
  }
}

}  // namespace

void EvaluatePredictions(const EvaluatePredictionsRequest& request) {
  const ScoringRequest scoring = RequestOf(request);
  const ScoredPredictions scored = ScorePredictions(scoring);
  std::optional<BootstrapError> error;
  if (request.bootstrap > 0)
    error = Bootstrap(scored.units, scored.resampled, {.replicates = static_cast<std::size_t>(request.bootstrap)});
  const std::string text = ToJson(request, scoring.type, scored, error).dump(2) + "\n";
  if (request.json) {
    fmt::print("{}", text);
  } else {
    Print(scored, error);
  }
  if (request.output.empty()) return;
  CreateFolders(request.output);
  WriteFileAtomically(request.output + "/results.json", text);
}

}  // namespace linkbert
