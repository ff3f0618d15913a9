// When a run started, ended without saying so, and went on.
#include <fmt/core.h>

#include <filesystem>

#include "core/report/html.h"
#include "core/report/sections.h"

namespace linkbert::report {
namespace {

std::string Describe(const Start& start, bool first, std::int64_t last_step) {
  std::string text;
  if (start.killed_after)
    text += fmt::format("<b>Killed</b> after step {}. ", FormatCount(static_cast<double>(*start.killed_after)));
  const std::string from = std::filesystem::path(TextAt(start.record, "resumed_from")).filename().string();
  if (start.first_step > 0 && start.first_step >= last_step) {
    text += "Asked again when finished";
  } else if (start.first_step > 0) {
    text += fmt::format("<b>Resumed</b> from step {}{}", FormatCount(static_cast<double>(start.first_step)),
                        from.empty() ? "" : " (" + Escape(from) + ")");
  } else {
    text += first ? "Started" : "Started from the beginning";
  }
  if (const auto ranks = NumberAt(start.record, "ranks")) {
    text += fmt::format(" on {:.0f} rank{}", *ranks, *ranks == 1 ? "" : "s");
    const std::string backend = TextAt(start.record, "communication/used");
    if (!backend.empty()) text += Escape(" over " + backend);
  }
  if (const auto threads = NumberAt(start.record, "threads/used")) {
    text += fmt::format(", {:.0f} thread{} each", *threads, *threads == 1 ? "" : "s");
  }
  return text + ".";
}

std::string Starts(const Run& run) {
  const double last = run.intervals.empty() ? 0 : NumberAt(run.intervals.back(), "step").value_or(0);
  std::string items;
  for (std::size_t i = 0; i < run.starts.size(); ++i) {
    const auto time = NumberAt(run.starts[i].record, "time");
    items += fmt::format("<li><span class=\"time\">{}</span> {}</li>", time ? FormatTime(*time) : "",
                         Describe(run.starts[i], i == 0, static_cast<std::int64_t>(last)));
  }
  return items.empty() ? "" : "<ol class=\"history\">" + items + "</ol>\n";
}

}  // namespace

std::string History(const ReportData& data) {
  std::string html;
  for (std::size_t i = 0; i < data.runs.size(); ++i) {
    const std::string starts = Starts(data.runs[i]);
    if (starts.empty()) continue;
    if (data.runs.size() > 1) html += "<h3>" + RunName(data, i) + "</h3>";
    html += starts;
  }
  return Section("Starts", html);
}

}  // namespace linkbert::report
