#include "core/report/suite_page.h"

#include "core/report/html.h"
#include "core/report/html_page.h"

namespace linkbert::report {

std::string SuitePage(const SuiteResults& results, const SuiteTable& table) {
  std::vector<std::vector<std::string>> rows = table.rows;
  for (std::vector<std::string>& row : rows) {
    for (std::string& cell : row) cell = Escape(cell);
  }
  std::string body = Table(table.head, rows);
  for (const std::string& note : table.notes) body += "<p class=\"note\">" + Escape(note) + "</p>\n";
  return HtmlPage({.title = results.suite + " from " + results.model,
                   .kind = "LinkBERT suite of tasks",
                   .tab = "linkbert suite",
                   .body_html = Section("Results beside the paper's", body),
                   .script = false});
}

}  // namespace linkbert::report
