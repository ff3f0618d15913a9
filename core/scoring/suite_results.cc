#include "core/scoring/suite_results.h"

#include <algorithm>

#include "base/error.h"
#include "core/metrics/benchmark_averages.h"
#include "core/metrics/bootstrap.h"

namespace linkbert {
namespace {

// The seeds that every task has.
std::vector<std::int64_t> CommonSeeds(const SuiteResults& results) {
  std::vector<std::int64_t> seeds = results.tasks.empty() ? std::vector<std::int64_t>{} : results.tasks.front().seeds;
  for (const SuiteTask& task : results.tasks)
    std::erase_if(seeds, [&](std::int64_t seed) { return std::ranges::find(task.seeds, seed) == task.seeds.end(); });
  return seeds;
}

std::optional<double> ValueOf(const SuiteTask& task, std::int64_t seed) {
  const auto at = std::ranges::find(task.seeds, seed);
  if (at == task.seeds.end()) return std::nullopt;
  return task.values[static_cast<std::size_t>(at - task.seeds.begin())];
}

Figures AverageOf(const SuiteResults& results, const TaskFigures& figures) {
  if (results.average == "blurb") return BlurbScore(figures);
  if (results.average == "glue") {
    const Figures averages = GlueAverages(figures);
    Figures own_last;
    for (auto at = averages.list().rbegin(); at != averages.list().rend(); ++at) own_last.Add(*at);
    return own_last;
  }
  std::vector<std::string> names;
  for (const SuiteTask& task : results.tasks) names.push_back(task.name);
  Figures mean;
  mean.Add(MeanOver(results.suite + "_average", names, figures));
  return mean;
}

void AddValue(const Figure& figure, std::int64_t seed, std::vector<SuiteAverage>& averages) {
  auto at = std::ranges::find(averages, figure.name, &SuiteAverage::name);
  if (at == averages.end()) at = averages.insert(at, {.name = figure.name, .seeds = {}, .values = {}});
  at->remark = figure.remark;
  if (!figure.value) return;
  at->seeds.push_back(seed);
  at->values.push_back(*figure.value);
}

// The figures of tasks that have run, of one seed; without a seed none, so that the averages say what they lack.
TaskFigures FiguresOf(const SuiteResults& results, std::int64_t seed) {
  TaskFigures figures;
  for (const SuiteTask& task : results.tasks) {
    if (const auto value = ValueOf(task, seed)) figures[task.name] = *value;
  }
  return figures;
}

}  // namespace

std::vector<SuiteAverage> Averages(const SuiteResults& results) {
  std::vector<SuiteAverage> averages;
  if (results.average == "none" || results.tasks.empty()) return averages;
  SuiteResults ran = results;  // what is missing must not hide what a part of the average has
  std::erase_if(ran.tasks, [](const SuiteTask& task) { return task.seeds.empty(); });
  const std::vector<std::int64_t> seeds = CommonSeeds(ran);
  for (const std::int64_t seed : seeds) {
    const Figures figures = AverageOf(results, FiguresOf(results, seed));
    for (const Figure& figure : figures.list()) AddValue(figure, seed, averages);
  }
  return averages;
}

std::optional<SeedComparison> CompareSeeds(const SuiteTask& ours, const SuiteTask& theirs) {
  std::vector<double> a, b;
  for (const std::int64_t seed : ours.seeds) {
    const auto value = ValueOf(theirs, seed);
    if (!value) continue;
    a.push_back(*ValueOf(ours, seed));
    b.push_back(*value);
  }
  if (a.empty()) return std::nullopt;
  return SeedComparison{PairedDifference(a, b)};
}

}  // namespace linkbert
