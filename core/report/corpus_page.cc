#include "core/report/corpus_page.h"

#include <fmt/core.h>

#include "core/report/corpus_sample.h"
#include "core/report/html.h"
#include "core/report/sections.h"
#include "core/report/svg_chart.h"
#include "data/shards/corpus_profile.h"

namespace linkbert::report {
namespace {

constexpr std::size_t kNamesAtOnce = 25;

std::string Number(std::uint64_t count) { return FormatCount(static_cast<double>(count)); }

// Next to each other where the screen is wide.
std::string Beside(const std::vector<std::string>& parts_html) {
  std::string html;
  for (const std::string& part : parts_html) html += fmt::format("<div>{}</div>\n", part);
  return fmt::format("<div class=\"beside\">{}</div>\n", html);
}

std::string Facts(const Manifest& manifest) {
  const ShardCounts totals = manifest.Totals();
  const std::string counts =
      FactRow("documents", totals.documents) + FactRow("held out", manifest.held_out_documents, totals.documents) +
      FactRow("segments", totals.segments) + FactRow("tokens", totals.tokens) +
      FactRow("redirects", manifest.Redirects()) + FactRow("links with a place in the text", totals.links) +
      FactRow("links without", manifest.document_links) + FactRow("names that links may use", manifest.names.distinct) +
      FactRow("of more than one document", manifest.names.ambiguous, manifest.names.distinct);
  return Section("Facts", FactTable(counts));
}

ChartSeries DegreeSeries(const CorpusProfile& profile, const char* name, int color, std::uint64_t DegreeBin::*count) {
  ChartSeries series{name, color, SeriesStyle::kPoints, {}};
  for (const DegreeBin& bin : profile.degrees) {
    if (bin.low > 0 && bin.*count > 0) {
      series.points.push_back({static_cast<double>(bin.low), static_cast<double>(bin.*count)});
    }
  }
  return series;
}

std::string Degrees(const CorpusProfile& profile) {
  Chart chart;
  chart.title = "Documents by how many links they have";
  chart.note = "Both axes are logarithmic; a point stands for a row of the table, at its least number of links.";
  chart.format = NumberFormat::kCount;
  chart.log_log = true;
  chart.x_name = "links";
  chart.series = {DegreeSeries(profile, "in", 0, &DegreeBin::in), DegreeSeries(profile, "out", 1, &DegreeBin::out)};
  std::vector<std::vector<std::string>> rows;
  for (const DegreeBin& bin : profile.degrees) {
    const std::string range =
        bin.low == bin.high ? Number(bin.low) : fmt::format("{}–{}", Number(bin.low), Number(bin.high));
    rows.push_back({range, Number(bin.in), Number(bin.out)});
  }
  const std::string note =
      "<p class=\"note\">In: distinct training documents that link to a document. Out: distinct documents it links "
      "to.</p>\n";
  return Section("Degrees",
                 note + Beside({DrawChart(chart), Table({"links", "documents, in", "documents, out"}, rows)}));
}

std::string Ranking(const Corpus& corpus, const std::vector<DocumentFigures>& documents,
                    const std::vector<DocumentId>& shown) {
  std::vector<std::vector<std::string>> rows;
  for (const DocumentFigures& figures : documents) {
    rows.push_back({DocumentName(corpus, figures.document, shown), Number(figures.tokens), Number(figures.in_degree),
                    Number(figures.out_degree)});
  }
  return Table({"document", "tokens", "in", "out"}, rows);
}

std::string Entries(const Manifest& manifest) {
  std::uint64_t total = 0;
  std::string rows;
  for (const auto& [fate, count] : manifest.entries) total += count;
  for (const auto& [fate, count] : manifest.entries) rows += FactRow(fate, count, total);
  return Section("Entries of the source by fate", FactTable(rows + FactRow("all", total)));
}

std::string NamesTable(const char* what, const CommonNames& names) {
  if (names.common.empty()) return "";
  std::vector<std::vector<std::string>> rows, further;
  for (const auto& [name, count] : names.common) {
    (rows.size() < kNamesAtOnce ? rows : further).push_back({Escape(name), Number(count)});
  }
  if (names.other_names > 0) {
    further.push_back({fmt::format("{} more names", Number(names.other_names)), Number(names.other)});
  }
  std::string html = Table({what, "times"}, rows);
  if (!further.empty()) {
    html += fmt::format("<details><summary>Less common</summary>{}</details>\n", Table({what, "times"}, further));
  }
  return html;
}

std::string FateTable(const char* title, const CommonNames& names) {
  if (names.common.empty()) return "";
  return fmt::format("<details><summary>{}</summary>{}</details>\n", title, NamesTable("template", names));
}

std::string Markup(const Manifest& manifest) {
  const std::string templates = NamesTable("template", manifest.templates);
  std::string fates;
  for (std::size_t i = 0; i < kTemplateFates.size(); ++i) fates += FateTable(kTemplateFateTitles[i], manifest.fates[i]);
  const std::string elements = NamesTable("element left out of the text", manifest.elements);
  if (templates.empty() && elements.empty()) return "";
  return Section("Templates and elements", Beside({templates, elements}) + fates);
}

std::string Settings(const CorpusSummary& summary) {
  std::string rows;
  for (const auto& [name, value] : summary.manifest.settings) rows += FactRow(name, value);
  return Section("Made with", FactTable(rows + FactRow("fingerprint", summary.fingerprint)));
}

}  // namespace

std::string CorpusPage(const std::string& name, const CorpusSummary& summary, const Corpus& corpus) {
  const CorpusProfile profile = ProfileCorpus(corpus);
  const std::vector<DocumentId> shown = ChooseDocuments(corpus, profile);
  const Manifest& manifest = summary.manifest;
  std::string body =
      Beside({Facts(manifest), Section("Links by fate", FactTable(LinkRows(manifest.links))), Entries(manifest)});
  body += Degrees(profile);
  body += Beside({Section("Most linked documents", Ranking(corpus, profile.most_linked, shown)),
                  Section("Longest documents", Ranking(corpus, profile.longest, shown))});
  body += Markup(manifest);
  body += Section("Some documents and their links", DocumentCards(corpus, shown));
  body += Settings(summary);
  return HtmlPage({name, "LinkBERT corpus", "linkbert corpus", body});
}

}  // namespace linkbert::report
