// Every key of the configurations, runs side by side, those that differ marked.
#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "core/report/html.h"
#include "core/report/sections.h"

namespace linkbert::report {
namespace {

std::string ValueOf(const Run& run, const std::string& key) {
  if (!run.configuration.contains(key)) return "";
  const Json& value = run.configuration[key];
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> Keys(const ReportData& data) {
  std::vector<std::string> keys;
  for (const Run& run : data.runs) {
    for (const auto& [key, value] : run.configuration.items()) keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace

std::string Configuration(const ReportData& data) {
  const std::vector<std::string> keys = Keys(data);
  if (keys.empty()) return "";
  std::string head, rows;
  for (std::size_t i = 0; i < data.runs.size(); ++i) head += "<th scope=\"col\">" + RunName(data, i) + "</th>";
  std::size_t differing = 0;
  for (const std::string& key : keys) {
    std::string cells;
    bool differs = false;
    for (const Run& run : data.runs) {
      differs = differs || ValueOf(run, key) != ValueOf(data.runs.front(), key);
      cells += "<td>" + Escape(ValueOf(run, key)) + "</td>";
    }
    differing += differs ? 1 : 0;
    rows +=
        fmt::format("<tr{}><th scope=\"row\">{}</th>{}</tr>", differs ? " class=\"differs\"" : "", Escape(key), cells);
  }
  const std::string remark = data.runs.size() > 1 ? fmt::format(", {} differ", differing) : "";
  return Section("Configuration",
                 fmt::format("<details><summary>{} keys{}</summary><div class=\"scroll\"><table class=\"facts\">"
                             "<thead><tr><th></th>{}</tr></thead><tbody>{}</tbody></table></div></details>\n",
                             keys.size(), remark, head, rows));
}

}  // namespace linkbert::report
