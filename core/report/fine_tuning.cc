// Fine-tuning: a table a task, a row a start, a column a metric, mean and standard error over seeds.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "core/report/html.h"
#include "core/report/sections.h"

namespace linkbert::report {
namespace {

// In the order the rows name them, the task's own metric first.
std::vector<std::string> MetricNames(const Json& results, const Json& rows) {
  std::vector<std::string> names;
  const std::string own = TextAt(results, "metric");
  for (const Json& row : rows) {
    const Json* metrics = Find(row, "metrics");
    if (metrics == nullptr || !metrics->is_object()) continue;
    for (const auto& [name, value] : metrics->items()) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  std::stable_partition(names.begin(), names.end(), [&](const std::string& name) { return name == own; });
  return names;
}

// A metric is a number or {"mean", "standard_error"}.
std::string Cell(const Json& row, const std::string& metric) {
  const Json* metrics = Find(row, "metrics");
  const Json* value = metrics != nullptr && metrics->contains(metric) ? &(*metrics)[metric] : nullptr;
  if (value == nullptr) return "<td></td>";
  auto mean = NumberAt(*value, "");
  if (!mean) mean = NumberAt(*value, "mean");
  if (!mean) return "<td></td>";
  const bool share = *mean >= 0 && *mean <= 1;
  const std::string text =
      FormatWithError(*mean, NumberAt(*value, "standard_error"), share ? NumberFormat::kPercent : NumberFormat::kPlain);
  if (!share) return "<td>" + text + "</td>";
  return fmt::format("<td class=\"share\" style=\"--share:{:.3f}\">{}</td>", *mean, text);
}

// The tables of one task, each of one folder, as one.
struct TaskTable {
  Json results;  // of the first folder, with everybody's rows
  std::vector<std::string> names;
};

std::vector<TaskTable> ByTask(const ReportData& data) {
  std::vector<TaskTable> tables;
  for (const FineTuning& tuning : data.fine_tunings) {
    const Json* rows = Find(tuning.results, "rows");
    if (rows == nullptr || !rows->is_array() || rows->empty()) continue;
    const auto same = [&](const TaskTable& table) {
      return TextAt(table.results, "task") == TextAt(tuning.results, "task") &&
             TextAt(table.results, "split") == TextAt(tuning.results, "split");
    };
    auto table = std::find_if(tables.begin(), tables.end(), same);
    if (table == tables.end()) {
      table = tables.insert(table, {tuning.results, {}});
      table->results["rows"] = Json::array();
    }
    for (const Json& row : *rows) table->results["rows"].push_back(row);
    table->names.push_back(tuning.name);
  }
  return tables;
}

std::string DrawTable(const Json& results) {
  const Json& rows = results.at("rows");
  const std::vector<std::string> metrics = MetricNames(results, rows);
  std::string html = "<div class=\"scroll\"><table class=\"fine\"><thead><tr><th>start</th><th>seeds</th>";
  for (std::string name : metrics) {
    std::replace(name.begin(), name.end(), '_', ' ');
    html += "<th scope=\"col\">" + Escape(name) + "</th>";
  }
  html += "</tr></thead><tbody>";
  for (const Json& row : rows) {
    const Json* seeds = Find(row, "seeds");
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>", Escape(TextAt(row, "start")),
                        seeds != nullptr && seeds->is_array() ? fmt::format("{}", seeds->size()) : "");
    for (const std::string& metric : metrics) html += Cell(row, metric);
    html += "</tr>";
  }
  return html + "</tbody></table></div>";
}

// "dev" or "test" is said where the results say it.
std::string Note(const TaskTable& table) {
  const std::string split = TextAt(table.results, "split");
  return fmt::format("<p class=\"note\">{}mean over seeds ± one standard error; from {}.</p>\n",
                     split.empty() ? "" : Escape(split) + " examples, ",
                     Escape(fmt::format("{}", fmt::join(table.names, ", "))));
}

}  // namespace

std::string FineTunings(const ReportData& data) {
  std::string html;
  for (const TaskTable& table : ByTask(data)) {
    const std::string task = TextAt(table.results, "task");
    if (!task.empty()) html += "<h3>" + Escape(task) + "</h3>\n";
    html += DrawTable(table.results) + Note(table);
  }
  return Section("Fine-tuning", html);
}

}  // namespace linkbert::report
