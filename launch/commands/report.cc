// `linkbert report`: one self-contained HTML page about one or several runs.
#include <fmt/core.h>

#include <memory>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "core/report/page.h"
#include "core/report/report_data.h"
#include "core/report/summary.h"
#include "launch/commands/commands.h"

namespace linkbert {
namespace {

struct ReportArguments {
  std::vector<std::string> runs;
  std::string output;
  bool summary = false;
};

void RunReport(const ReportArguments& arguments) {
  const report::ReportData data = report::ReadReport(arguments.runs);
  if (arguments.summary) {
    fmt::print("{}", report::SummaryText(data));
    return;
  }
  const std::string page = report::ReportPage(data);
  const std::string path = arguments.output.empty() ? arguments.runs.front() + "/report.html" : arguments.output;
  WriteFileAtomically(path, page);
  fmt::print("{}: {:.0f} kB; opens in any browser, needs no network\n", path, static_cast<double>(page.size()) / 1e3);
}

}  // namespace

void AddReportCommand(Verb app) {
  Verb command = app.Add("report", "One self-contained HTML page: curves, held-out pairs, corpus, tables");
  command.Group("look");
  const auto arguments = std::make_shared<ReportArguments>();
  command.Option("runs", arguments->runs, "Run folders; of several, curves are drawn together").Required();
  command.Option("--output", arguments->output, "HTML file to write (default: report.html in the first folder)");
  command.Flag("--summary", arguments->summary, "What the runs came to, in a few lines of text, instead");
  command.Footer("Example: linkbert report runs/foldoc-tiny runs/other --output report.html");
  command.Call([arguments] { RunReport(*arguments); });
}

}  // namespace linkbert
