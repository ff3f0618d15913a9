// How the relation of held-out pairs was judged: the confusion table, AUC by target, probes that see one text alone.
#include <fmt/core.h>

#include <array>

#include "core/report/html.h"
#include "core/report/sections.h"
#include "data/samples/relation_mix.h"

namespace linkbert::report {
namespace {

using Counts = std::array<std::array<double, 3>, 3>;

std::optional<Counts> ReadConfusion(const Json& values) {
  const Json* table = Find(values, "drp_confusion");
  if (table == nullptr || !table->is_array() || table->size() != 3) return std::nullopt;
  Counts counts = {};
  for (std::size_t truth = 0; truth < 3; ++truth) {
    const Json& row = (*table)[truth];
    if (!row.is_array() || row.size() != 3) return std::nullopt;
    for (std::size_t verdict = 0; verdict < 3; ++verdict) {
      if (!row[verdict].is_number()) return std::nullopt;
      counts[truth][verdict] = row[verdict].get<double>();
    }
  }
  return counts;
}

std::string ConfusionTable(const Json& values) {
  const auto counts = ReadConfusion(values);
  if (!counts) return "";
  std::string html =
      "<table class=\"confusion\"><caption>Rows: what a pair is; columns: what the model says</caption>"
      "<thead><tr><th></th>";
  for (const char* relation : kRelationNames) html += fmt::format("<th scope=\"col\">{}</th>", relation);
  html += "</tr></thead><tbody>";
  for (std::size_t truth = 0; truth < 3; ++truth) {
    const auto& row = (*counts)[truth];
    const double total = row[0] + row[1] + row[2];
    html += fmt::format("<tr><th scope=\"row\">{}</th>", kRelationNames[truth]);
    for (std::size_t verdict = 0; verdict < 3; ++verdict) {
      const double share = total > 0 ? row[verdict] / total : 0;
      html += fmt::format("<td class=\"{}\" style=\"--share:{:.3f}\">{}<small>{}</small></td>",
                          truth == verdict ? "right" : "wrong", share, FormatNumber(share, NumberFormat::kPercent),
                          FormatCount(row[verdict]));
    }
    html += "</tr>";
  }
  return html + "</tbody></table>";
}

// "768 anchors", as far as the evaluation says over how many.
std::string CountOf(const Json& values, const std::string& path) {
  for (const char* unit : {"anchors", "pairs"}) {
    if (const auto count = NumberAt(values, path + "/" + unit)) return FormatCount(*count) + " " + unit;
  }
  return "";
}

std::string Row(const char* name, const Json& values, const std::string& path, NumberFormat format) {
  const auto value = ValueAt(values, path);
  if (!value) return "";
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>", name,
                     FormatWithError(*value, NumberAt(values, path + "/standard_error"), format),
                     CountOf(values, path));
}

std::string MeasureTable(const Json& values) {
  const std::string rows = Row("AUC, linked or random", values, "auc", NumberFormat::kPlain) +
                           Row("… target seen in training", values, "auc_seen_targets", NumberFormat::kPlain) +
                           Row("… target unseen", values, "auc_unseen_targets", NumberFormat::kPlain) +
                           Row("AUC of a probe that sees B alone", values, "auc_b_only", NumberFormat::kPlain) +
                           Row("AUC of TF-IDF cosine", values, "auc_tfidf", NumberFormat::kPlain) +
                           Row("Accuracy, three relations", values, "drp_accuracy", NumberFormat::kPercent) +
                           Row("Probe that sees A alone", values, "probe_a_only", NumberFormat::kPercent) +
                           Row("Probe that sees B alone", values, "probe_b_only", NumberFormat::kPercent) +
                           Row("Accuracy minus the better probe", values, "drp_over_probes", NumberFormat::kPercent);
  return rows.empty() ? "" : "<table class=\"measures\"><tbody>" + rows + "</tbody></table>";
}

}  // namespace

std::string Relations(const ReportData& data) {
  std::string html;
  for (std::size_t i = 0; i < data.runs.size(); ++i) {
    if (data.runs[i].evaluations.empty()) continue;
    const Evaluation& last = data.runs[i].evaluations.back();
    const std::string tables = ConfusionTable(last.values) + MeasureTable(last.values);
    if (tables.empty()) continue;
    html += fmt::format("<h3>{} after step {}</h3>\n<div class=\"beside\">{}</div>\n", RunName(data, i),
                        FormatCount(static_cast<double>(last.step)), tables);
  }
  return Section("How pairs are judged, on held-out documents", html);
}

}  // namespace linkbert::report
