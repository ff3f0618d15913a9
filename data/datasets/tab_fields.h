// The fields of a TSV line as LinkBERT's scripts take it: line.strip().split("\t").
//
// Errors: kInput naming file, line, how many columns were seen and which are wanted.
#pragma once
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/datasets/part_lines.h"

namespace linkbert {

// Views into text.
inline std::vector<std::string_view> SplitAtTabs(std::string_view text) {
  std::vector<std::string_view> fields;
  for (std::size_t at = 0;;) {
    const std::size_t tab = text.find('\t', at);
    fields.push_back(text.substr(at, tab == text.npos ? tab : tab - at));
    if (tab == text.npos) return fields;
    at = tab + 1;
  }
}

// Exactly N fields; nothing where the line is blank, which is counted. Views into line.
template <std::size_t N>
std::optional<std::array<std::string_view, N>> StrippedFields(std::string_view line, const std::string& where,
                                                              const char* wanted, PartLines& out) {
  const std::string_view stripped = PythonStrip(line);
  if (stripped.empty()) {
    out.Skip("blank line");
    return std::nullopt;
  }
  const std::vector<std::string_view> fields = SplitAtTabs(stripped);
  if (fields.size() != N) {
    throw Fail(ErrorCode::kInput,
               "{}: {} columns between tabs, wanted {}: {}. Is it the right file? The line begins: {}", where,
               fields.size(), N, wanted, Shortened(line));
  }
  std::array<std::string_view, N> array;
  std::copy(fields.begin(), fields.end(), array.begin());
  return array;
}

}  // namespace linkbert
