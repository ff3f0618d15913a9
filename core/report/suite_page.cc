#include "core/report/suite_page.h"

#include <fmt/format.h>

#include "core/report/html.h"
#include "core/report/page_style.h"
#include "core/report/sections.h"

namespace linkbert::report {

std::string SuitePage(const SuiteResults& results, const SuiteTable& table) {
  std::string body = "<div class=\"scroll\"><table class=\"fine\"><thead><tr>";
  for (const std::string& name : table.head) body += "<th scope=\"col\">" + Escape(name) + "</th>";
  body += "</tr></thead><tbody>";
  for (const std::vector<std::string>& row : table.rows) {
    body += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      body += i == 0 ? "<th scope=\"row\">" + Escape(row[i]) + "</th>" : "<td>" + Escape(row[i]) + "</td>";
    body += "</tr>";
  }
  body += "</tbody></table></div>\n";
  for (const std::string& note : table.notes) body += "<p class=\"note\">" + Escape(note) + "</p>\n";
  const std::string title = Escape(results.suite + " from " + results.model);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{0} · linkbert suite</title>\n<style>{1}</style></head>\n<body><main>\n"
      "<header><p class=\"kind\">LinkBERT suite of tasks</p><h1>{0}</h1></header>\n{2}</main></body></html>\n",
      title, kPageStyle, Section("Results beside the paper's", body));
}

}  // namespace linkbert::report
