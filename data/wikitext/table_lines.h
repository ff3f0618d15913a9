// FindTables: which {|tables|} of a wikitext are closed, which lines are of a table that a template opened, and where
// <table> elements are.
//
// Flow: MatchBraces -> [FindTables] -> the converter, which leaves tables out. Linear in the text. Pure; any thread.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "data/wikitext/brace_matching.h"

namespace linkbert {

struct LineRange {
  std::size_t begin;  // of a line
  std::size_t end;    // of the last line's line break
};

struct TableTag {
  std::size_t at;
  std::size_t close;  // where the </table> is; of that one, `at`
};

struct TableLines {
  std::vector<std::size_t> unclosed;  // "{|" that begins a line, to which no "|}" that begins one belongs; ascending
  // Lines with "|" or "!" in front, and those that go on with them, outside of templates and of {|tables|}, where one
  // of these tells of a table: "|-", "|+" or "|}" begins a line of them, or a template opens it before or closes it
  // behind, by its name. Other lines with "|" or "!" in front are text. Ascending, apart.
  std::vector<LineRange> stray;
  std::vector<TableTag> tags;  // <table> and the </table> that closes it, outside of templates; ascending
};

TableLines FindTables(std::string_view text, const std::vector<Brace>& braces);

// Whether a template of this name closes a table, as {{s-end}} and {{Tabellenende}} do.
bool EndsTable(std::string_view name);

}  // namespace linkbert
