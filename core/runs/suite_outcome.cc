#include "core/runs/suite_outcome.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "core/metrics/bootstrap.h"
#include "core/runs/finetuning_run.h"
#include "core/scoring/result_table.h"
#include "core/tasks/score_predictions.h"
#include "data/datasets/registry.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr BootstrapOptions kBootstrap = {.replicates = 1000};

// Question answering is scored in percent, everything else in shares.
double Percent(const FinetuneConfiguration& c, double value) {
  return c.task.type == "question_answering" ? value : 100 * value;
}

std::string PredictionsIn(const std::string& folder, const std::string& split) {
  const std::string stem = fmt::format("{}/predictions/{}_predictions.json", folder, split);
  return fs::exists(stem) ? stem : stem + "l";
}

ScoredPredictions Rescore(const FinetuneConfiguration& c, const SuiteTask& task, const std::string& seed_folder) {
  ScoringRequest request{.type = c.task.type,
                         .metric = task.metric,
                         .gold = fmt::format("{}/{}.json", c.data.folder, task.split),
                         .predictions = PredictionsIn(seed_folder, task.split)};
  if (c.task.type == "question_answering") request.version_2 = c.task.question.version_2_with_negative;
  return ScorePredictions(request);
}

void AddBootstrap(const FinetuneConfiguration& c, SuiteTask& task) {
  double sum = 0;
  for (const std::int64_t seed : task.seeds) {
    const ScoredPredictions scored = Rescore(c, task, SeedFolderOf(c, seed));
    task.examples = scored.examples;
    const auto error = Bootstrap(scored.units, scored.resampled, kBootstrap);
    if (!error) return;
    sum += Percent(c, error->standard_error);
  }
  task.bootstrap_error = sum / static_cast<double>(task.seeds.size());
}

// The mean with the seed's score of the second file, where it has one.
double WithMismatched(const FinetuneConfiguration& c, const SuiteTask& task, std::int64_t seed, double value) {
  const std::string path = fmt::format("{}/{}/results.json", SeedFolderOf(c, seed), kMismatched);
  if (!fs::exists(path)) return value;
  const Json scores = ParseJson<Json>(ReadFile(path), path, /*allow_exceptions=*/false);
  if (!scores.is_object() || !scores.contains(task.metric) || !scores.at(task.metric).is_number())
    throw Fail(ErrorCode::kInput, "{}: has no {}. Remove it, and the same line scores again.", path, task.metric);
  return (value + Percent(c, scores.at(task.metric).get<double>())) / 2;
}

}  // namespace

SuiteTask EmptyOutcome(const std::string& dataset, const FinetuneConfiguration& c) {
  const DatasetInfo* known = FindDataset(dataset);
  return {.name = dataset,
          .title = known != nullptr ? std::string(known->title) : dataset,
          .metric = c.task.metric,
          .rule = c.selection.rule,
          .split = "test",
          .examples = 0,
          .seeds = {},
          .values = {},
          .bootstrap_error = {},
          .not_run = {},
          .mode = c.task.mode};
}

SuiteTask ReadOutcome(const std::string& dataset, const FinetuneConfiguration& c) {
  SuiteTask task = EmptyOutcome(dataset, c);
  for (std::int64_t seed = c.training.seed; seed < c.training.seed + c.training.seeds; ++seed) {
    const std::string path = SeedFolderOf(c, seed) + "/results.json";
    if (!fs::exists(path)) continue;
    const Json table = ReadResultTable(path);
    task.metric = table.at("metric");
    task.split = table.at("split");
    const Json& mean = table.at("rows").at(0).at("metrics").at(task.metric).at("mean");
    if (!mean.is_number()) continue;  // undefined with this seed, and the run's log says why
    task.seeds.push_back(seed);
    task.values.push_back(WithMismatched(c, task, seed, Percent(c, mean.get<double>())));
  }
  if (task.seeds.empty()) {
    task.not_run = "no seed has finished with a defined score";
  } else {
    AddBootstrap(c, task);
  }
  return task;
}

}  // namespace linkbert
