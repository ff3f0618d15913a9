// What a run learnt from: the corpus' own counts where its folder is still there, and the facts of run.json.
#include <fmt/core.h>

#include <algorithm>

#include "core/report/html.h"
#include "core/report/sections.h"

namespace linkbert::report {
namespace {

std::string CorpusRows(const CorpusSummary& corpus) {
  const Manifest& manifest = corpus.manifest;
  const ShardCounts totals = manifest.Totals();
  std::string rows = FactRow("documents", totals.documents) +
                     FactRow("held out", manifest.held_out_documents, totals.documents) +
                     FactRow("segments", totals.segments) + FactRow("tokens", totals.tokens) + LinkRows(manifest.links);
  rows += FactRow("in-degree", fmt::format("median {}, 99th percentile {}, highest {}; none for {}",
                                           corpus.in_degree.median, corpus.in_degree.p99, corpus.in_degree.maximum,
                                           FormatNumber(corpus.in_degree.zero_share, NumberFormat::kPercent)));
  std::string top;
  for (const auto& [title, count] : corpus.in_degree.top)
    top += fmt::format("{}{} ({})", top.empty() ? "" : ", ", title, count);
  return top.empty() ? rows : rows + FactRow("most linked", top);
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
    rows += FactRow(name, ValueText(value));
  }
  return rows;
}

}  // namespace

std::string LinkRows(const LinkAccounting& links) {
  std::string rows = FactRow("links found", links.found) + FactRow("resolved", links.resolved, links.found);
  if (links.by_redirect > 0) rows += FactRow("by redirect", links.by_redirect, links.found);
  rows += FactRow("ambiguous", links.ambiguous, links.found) + FactRow("dangling", links.dangling, links.found) +
          FactRow("to themselves", links.self, links.found);
  for (const auto& [reason, count] : links.other) rows += FactRow(reason, count, links.found);
  return rows;
}

// Runs over the same corpus share a table's look but not the table: their facts may differ.
std::string CorpusFacts(const ReportData& data) {
  std::string html;
  for (std::size_t i = 0; i < data.runs.size(); ++i) {
    const Run& run = data.runs[i];
    const std::string folder = TextAt(run.configuration, "data.corpus");
    const std::string rows =
        (folder.empty() ? "" : FactRow("folder", folder)) + (run.corpus ? CorpusRows(*run.corpus) : "") + FactRows(run);
    if (rows.empty()) continue;
    html += "<div>";
    if (data.runs.size() > 1) html += "<h3>" + RunName(data, i) + "</h3>";
    html += FactTable(rows) + "</div>\n";
  }
  return Section("Corpus", html.empty() ? "" : "<div class=\"beside\">" + html + "</div>");
}

}  // namespace linkbert::report
