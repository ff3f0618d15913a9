// What a run learnt from: the corpus' own counts where its folder is still there, and the facts of run.json.
#include <fmt/format.h>

#include <algorithm>

#include "core/report/html.h"
#include "core/report/sections.h"

namespace linkbert::report {
namespace {

std::string Row(const std::string& name, const std::string& value) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", Escape(name), Escape(value));
}

std::string Row(const std::string& name, std::uint64_t count, std::uint64_t of = 0) {
  const double number = static_cast<double>(count);
  if (of == 0) return Row(name, FormatCount(number));
  return Row(name, fmt::format("{} ({})", FormatCount(number),
                               FormatNumber(number / static_cast<double>(of), NumberFormat::kPercent)));
}

std::string CorpusRows(const CorpusSummary& corpus) {
  const Manifest& manifest = corpus.manifest;
  const ShardCounts totals = manifest.Totals();
  const LinkAccounting& links = manifest.links;
  std::string rows = Row("documents", totals.documents) +
                     Row("held out", manifest.held_out_documents, totals.documents) + Row("segments", totals.segments) +
                     Row("tokens", totals.tokens) + Row("links found", links.found) +
                     Row("resolved", links.resolved, links.found) + Row("ambiguous", links.ambiguous, links.found) +
                     Row("dangling", links.dangling, links.found) + Row("to themselves", links.self, links.found);
  rows += Row("in-degree", fmt::format("median {}, 99th percentile {}, highest {}; none for {}",
                                       corpus.in_degree.median, corpus.in_degree.p99, corpus.in_degree.maximum,
                                       FormatNumber(corpus.in_degree.zero_share, NumberFormat::kPercent)));
  std::string top;
  for (const auto& [title, count] : corpus.in_degree.top)
    top += fmt::format("{}{} ({})", top.empty() ? "" : ", ", title, count);
  return top.empty() ? rows : rows + Row("most linked", top);
}

std::string ValueText(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return FormatCount(value.get<double>());
  if (value.is_number()) return FormatNumber(value.get<double>());
  if (!value.is_array()) return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string text;
  for (const Json& item : value) text += (text.empty() ? "" : ", ") + ValueText(item);
  return text;
}

std::string FactRows(const Run& run) {
  if (run.starts.empty()) return "";
  const Json* facts = Find(run.starts.back().record, "facts");
  if (facts == nullptr || !facts->is_object()) return "";
  std::string rows;
  for (const auto& [key, value] : facts->items()) {
    std::string name = key;
    std::replace(name.begin(), name.end(), '_', ' ');
    rows += Row(name, ValueText(value));
  }
  return rows;
}

}  // namespace

// Runs over the same corpus share a table's look but not the table: their facts may differ.
std::string CorpusFacts(const ReportData& data) {
  std::string html;
  for (std::size_t i = 0; i < data.runs.size(); ++i) {
    const Run& run = data.runs[i];
    const std::string folder = TextAt(run.configuration, "data.corpus");
    const std::string rows =
        (folder.empty() ? "" : Row("folder", folder)) + (run.corpus ? CorpusRows(*run.corpus) : "") + FactRows(run);
    if (rows.empty()) continue;
    html += "<div>";
    if (data.runs.size() > 1) html += "<h3>" + RunName(data, i) + "</h3>";
    html += "<table class=\"facts\"><tbody>" + rows + "</tbody></table></div>\n";
  }
  return Section("Corpus", html.empty() ? "" : "<div class=\"beside\">" + html + "</div>");
}

}  // namespace linkbert::report
