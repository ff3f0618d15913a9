#include "core/report/html_page.h"

#include <fmt/core.h>

#include "core/report/html.h"
#include "core/report/page_style.h"

namespace linkbert::report {

std::string HtmlPage(const PageParts& parts) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{0} · {1}</title>\n<style>{2}</style></head>\n<body><main>\n"
      "<header><p class=\"kind\">{3}</p><h1>{0}</h1></header>\n{4}",
      Escape(parts.title), Escape(parts.tab), kPageStyle, Escape(parts.kind), parts.body_html);
  if (!parts.footer_html.empty()) page += fmt::format("<footer>{}</footer>\n", parts.footer_html);
  page += "</main>";
  if (parts.script) page += fmt::format("<script>{}</script>", kPageScript);
  return page + "</body></html>\n";
}

std::string Section(const std::string& title, const std::string& body_html) {
  return body_html.empty() ? "" : fmt::format("<section><h2>{}</h2>\n{}</section>\n", Escape(title), body_html);
}

std::string Table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows_html) {
  std::string html = "<div class=\"scroll\"><table class=\"fine\"><thead><tr>";
  for (const std::string& name : head) html += fmt::format("<th scope=\"col\">{}</th>", Escape(name));
  html += "</tr></thead><tbody>";
  for (const std::vector<std::string>& row : rows_html) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      html += i == 0 ? fmt::format("<th scope=\"row\">{}</th>", row[i]) : fmt::format("<td>{}</td>", row[i]);
    html += "</tr>";
  }
  return html + "</tbody></table></div>\n";
}

std::string FactRow(const std::string& name, const std::string& value) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", Escape(name), Escape(value));
}

std::string FactRow(const std::string& name, std::uint64_t count, std::uint64_t of) {
  const double number = static_cast<double>(count);
  if (of == 0) return FactRow(name, FormatCount(number));
  return FactRow(name, fmt::format("{} ({})", FormatCount(number),
                                   FormatNumber(number / static_cast<double>(of), NumberFormat::kPercent)));
}

std::string FactTable(const std::string& rows_html) {
  return fmt::format("<table class=\"facts\"><tbody>{}</tbody></table>", rows_html);
}

}  // namespace linkbert::report
