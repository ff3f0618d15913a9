// The frame that every page shares, and the pieces that several of them have: sections, tables, rows of facts.
//
// Flow: sections -> [HtmlPage] -> a file. A page needs nothing else: style and script are in it (page_style.h).
// Parameters named *_html are HTML already; all others are escaped here. Pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace linkbert::report {

struct PageParts {
  std::string title;      // the heading
  std::string kind;       // of page, above the heading
  std::string tab;        // what the browser shows beside the title
  std::string body_html;  // sections
  std::string footer_html = {};
  bool script = true;  // the read-out under the pointer, for pages with charts
};
std::string HtmlPage(const PageParts& parts);

// "<section><h2>title</h2>body</section>", "" for an empty body.
std::string Section(const std::string& title, const std::string& body_html);

// A table that scrolls by itself on a narrow screen; each row's first cell is its head.
std::string Table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows_html);

// "name | value" of a table of facts, FactTable.
std::string FactRow(const std::string& name, const std::string& value);
std::string FactRow(const std::string& name, std::uint64_t count, std::uint64_t of = 0);  // with its share of `of`
std::string FactTable(const std::string& rows_html);

}  // namespace linkbert::report
