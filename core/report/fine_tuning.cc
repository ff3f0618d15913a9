// Fine-tuning: a row a start, a column a metric, mean and standard error over seeds.
#include <fmt/format.h>

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

std::string Table(const Json& results) {
  const Json* rows = Find(results, "rows");
  if (rows == nullptr || !rows->is_array() || rows->empty()) return "";
  const std::vector<std::string> metrics = MetricNames(results, *rows);
  std::string html = "<div class=\"scroll\"><table class=\"fine\"><thead><tr><th>start</th><th>seeds</th>";
  for (std::string name : metrics) {
    std::replace(name.begin(), name.end(), '_', ' ');
    html += "<th scope=\"col\">" + Escape(name) + "</th>";
  }
  html += "</tr></thead><tbody>";
  for (const Json& row : *rows) {
    const Json* seeds = Find(row, "seeds");
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>", Escape(TextAt(row, "start")),
                        seeds != nullptr && seeds->is_array() ? fmt::format("{}", seeds->size()) : "");
    for (const std::string& metric : metrics) html += Cell(row, metric);
    html += "</tr>";
  }
  return html + "</tbody></table></div>";
}

}  // namespace

std::string FineTunings(const ReportData& data) {
  std::string html;
  for (const FineTuning& tuning : data.fine_tunings) {
    const std::string table = Table(tuning.results), task = TextAt(tuning.results, "task");
    if (table.empty()) continue;
    html += fmt::format("<h3>{}{}</h3>\n{}<p class=\"note\">Mean over seeds ± one standard error.</p>\n",
                        Escape(tuning.name), task.empty() ? "" : Escape(": " + task), table);
  }
  return Section("Fine-tuning", html);
}

}  // namespace linkbert::report
