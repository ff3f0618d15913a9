// The suite's table for people: the paper's columns, ours beside them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/scoring/paper_figures.h"
#include "core/scoring/suite_results.h"

namespace linkbert {
namespace {

std::vector<std::string_view> PaperColumns(const SuiteResults& results, const std::vector<SuiteAverage>& averages) {
  std::vector<std::string_view> datasets;
  for (const SuiteTask& task : results.tasks) datasets.emplace_back(task.name);
  for (const SuiteAverage& average : averages) datasets.emplace_back(average.name);
  return PaperModels(datasets);
}

void AddPaper(std::string_view dataset, const std::vector<std::string_view>& models, std::vector<std::string>& row) {
  for (const std::string_view model : models) {
    const auto value = FindPaperFigure(model, dataset);
    row.push_back(value ? fmt::format("{}", *value) : "");
  }
}

// "88.18 ± 0.21" of several seeds.
std::string MeanText(const std::vector<double>& values) {
  const Estimate mean = Mean(values);
  if (values.size() < 2) return fmt::format("{:.2f}", mean.value);
  return fmt::format("{:.2f} ± {:.2f}", mean.value, mean.standard_error);
}

std::string ComparisonText(const SuiteTask& task, const SuiteResults& other) {
  const auto theirs = std::ranges::find(other.tasks, task.name, &SuiteTask::name);
  if (theirs == other.tasks.end()) return "";
  const auto comparison = CompareSeeds(task, *theirs);
  if (!comparison) return "";
  const Estimate& difference = comparison->difference;
  if (difference.count < 2) return fmt::format("{:+.2f} (1 seed)", difference.value);
  return fmt::format("{:+.2f} ± {:.2f} ({} seeds)", difference.value, difference.standard_error, difference.count);
}

std::vector<std::string> TaskRow(const SuiteTask& task, const std::vector<std::string_view>& models,
                                 const SuiteResults* other) {
  std::vector<std::string> row = {task.title, task.metric};
  AddPaper(task.name, models, row);
  if (task.values.empty()) {
    row.insert(row.end(), {"not run", "", "", "", "", ""});
  } else {
    row.insert(row.end(), {MeanText(task.values), fmt::format("{}", fmt::join(task.seeds, ", ")), task.rule, task.mode,
                           fmt::format("{} {}", task.examples, task.split),
                           task.bootstrap_error ? fmt::format("{:.2f}", *task.bootstrap_error) : ""});
  }
  if (other != nullptr) row.push_back(ComparisonText(task, *other));
  return row;
}

std::vector<std::string> AverageRow(const SuiteAverage& average, const std::vector<std::string_view>& models,
                                    bool compared) {
  std::vector<std::string> row = {average.name, "mean"};
  AddPaper(average.name, models, row);
  row.push_back(average.values.empty() ? "undefined" : MeanText(average.values));
  row.push_back(fmt::format("{}", fmt::join(average.seeds, ", ")));
  row.insert(row.end(), compared ? 5 : 4, "");
  return row;
}

}  // namespace

SuiteTable TableOf(const SuiteResults& results, const SuiteResults* other) {
  const std::vector<SuiteAverage> averages = Averages(results);
  const std::vector<std::string_view> models = PaperColumns(results, averages);
  SuiteTable table;
  table.head = {"task", "metric"};
  for (const std::string_view model : models) table.head.push_back(fmt::format("{} (paper)", model));
  table.head.insert(table.head.end(), {"ours", "seeds", "model kept", "mode", "n", "± over examples"});
  if (other != nullptr) table.head.push_back(fmt::format("minus {}, seed by seed", other->model));
  for (const SuiteTask& task : results.tasks) {
    table.rows.push_back(TaskRow(task, models, other));
    if (!task.not_run.empty()) table.notes.push_back(fmt::format("{}: not run: {}", task.name, task.not_run));
  }
  for (const SuiteAverage& average : averages) {
    table.rows.push_back(AverageRow(average, models, other != nullptr));
    if (!average.remark.empty()) table.notes.push_back(fmt::format("{}: {}", average.name, average.remark));
  }
  table.notes.emplace_back(
      "All figures are percent. ours: mean ± one standard error over seeds; ± over examples: bootstrap standard error "
      "of one seed's model. mode: `default` does what is right, `linkbert` what LinkBERT's scripts do "
      "(docs/finetuning.md). The paper's: Yasunaga, Leskovec and Liang, ACL 2022 (arXiv 2203.15827).");
  return table;
}

std::string ToMarkdown(const SuiteResults& results, const SuiteTable& table) {
  std::string text =
      fmt::format("# {} from {}\n\n| {} |\n|", results.suite, results.model, fmt::join(table.head, " | "));
  for (std::size_t i = 0; i < table.head.size(); ++i) text += "---|";
  text += "\n";
  for (const std::vector<std::string>& row : table.rows) text += fmt::format("| {} |\n", fmt::join(row, " | "));
  for (const std::string& note : table.notes) text += "\n" + note + "\n";
  return text;
}

}  // namespace linkbert
