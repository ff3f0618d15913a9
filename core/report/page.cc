#include "core/report/page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "core/report/html.h"
#include "core/report/page_style.h"
#include "core/report/sections.h"

namespace linkbert::report {
namespace {

std::string Title(const ReportData& data) {
  std::vector<std::string> names;
  for (const Run& run : data.runs) names.push_back(run.name);
  for (const FineTuning& tuning : data.fine_tunings) {
    if (std::find(names.begin(), names.end(), tuning.name) == names.end()) names.push_back(tuning.name);
  }
  return Escape(fmt::format("{}", fmt::join(names, ", ")));
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

std::string Section(const std::string& title, const std::string& body) {
  return body.empty() ? "" : fmt::format("<section><h2>{}</h2>\n{}</section>\n", Escape(title), body);
}

std::string RunName(const ReportData& data, std::size_t run) {
  return fmt::format(R"(<span class="run c{}">{}</span>)", run % 8, Escape(data.runs.at(run).name));
}

std::string ReportPage(const ReportData& data) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{} · linkbert report</title>\n<style>{}</style></head>\n<body><main>\n"
      "<header><p class=\"kind\">LinkBERT run report</p><h1>{}</h1></header>\n",
      Title(data), kPageStyle, Title(data));
  for (const auto section :
       {KeyNumbers, Curves, Relations, Examples, FineTunings, History, CorpusFacts, Configuration}) {
    page += section(data);
  }
  page += Remarks(data);
  return page +
         fmt::format("<footer>{}</footer>\n</main><script>{}</script></body></html>\n", Origin(data), kPageScript);
}

}  // namespace linkbert::report
