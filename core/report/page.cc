#include "core/report/page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "core/report/html.h"
#include "core/report/sections.h"

namespace linkbert::report {
namespace {

std::string Names(const ReportData& data) {
  std::vector<std::string> names;
  for (const Run& run : data.runs) names.push_back(run.name);
  for (const FineTuning& tuning : data.fine_tunings) {
    if (std::find(names.begin(), names.end(), tuning.name) == names.end()) names.push_back(tuning.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

// The program that made the first run, as run.json has it.
std::string Origin(const ReportData& data) {
  for (const Run& run : data.runs) {
    if (run.starts.empty()) continue;
    const Json& start = run.starts.back().record;
    const std::string commit = TextAt(start, "commit");
    return Escape(fmt::format("linkbert {}{}", TextAt(start, "program"), commit.empty() ? "" : " (" + commit + ")"));
  }
  return "linkbert";
}

std::string Remarks(const ReportData& data) {
  std::string items;
  for (const std::string& remark : data.remarks) items += "<li>" + Escape(remark) + "</li>";
  return items.empty() ? "" : Section("Passed over", "<ul>" + items + "</ul>");
}

}  // namespace

std::string RunName(const ReportData& data, std::size_t run) {
  return fmt::format(R"(<span class="run c{}">{}</span>)", run % 8, Escape(data.runs.at(run).name));
}

std::string ReportPage(const ReportData& data) {
  std::string body;
  for (const auto section :
       {KeyNumbers, Curves, Relations, Examples, FineTunings, History, CorpusFacts, Configuration}) {
    body += section(data);
  }
  body += Remarks(data);
  return HtmlPage({Names(data), "LinkBERT run report", "linkbert report", body, Origin(data)});
}

}  // namespace linkbert::report
