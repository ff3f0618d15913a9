#include "data/wikitext/table_lines.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "data/documents/byte_scan.h"
#include "data/wikitext/templates/template_name.h"
#include "data/wikitext/wiki_elements.h"

namespace linkbert {
namespace {

// Words of the names of templates that open and close tables, in some languages.
constexpr auto kOpening = std::to_array<std::string_view>({"anfang",
                                                           "begin",
                                                           "beginn",
                                                           "debut",
                                                           "d\u00E9but",
                                                           "head",
                                                           "header",
                                                           "inicio",
                                                           "in\u00EDcio",
                                                           "inizio",
                                                           "kopf",
                                                           "open",
                                                           "start",
                                                           "tabela",
                                                           "tabell",
                                                           "tabella",
                                                           "tabelle",
                                                           "table",
                                                           "tableau",
                                                           "tabla",
                                                           "top",
                                                           "wikitable",
                                                           "\u043D\u0430\u0447\u0430\u043B\u043E",
                                                           "\u0448\u0430\u043F\u043A\u0430"});
constexpr auto kClosing =
    std::to_array<std::string_view>({"bottom", "close", "einde", "end", "ende", "fim", "fin", "fine", "foot", "footer",
                                     "koniec", "slut", "\u043A\u043E\u043D\u0435\u0446"});

// Whether one of the name's words is listed, or it is one word with such an end: "Tabellenende", "Tablestart".
template <std::size_t N>
bool HasWord(std::string_view name, const std::array<std::string_view, N>& words) {
  const std::string lower = InLowerAscii(name);
  for (std::size_t at = 0; at <= lower.size();) {
    const std::size_t end = std::min(lower.find_first_of(" -_/", at), lower.size());
    if (std::ranges::find(words, std::string_view(lower).substr(at, end - at)) != words.end()) return true;
    at = end + 1;
  }
  const bool table = lower.starts_with("tab") || lower.starts_with("wikitab");
  return table && std::ranges::any_of(words, [&](std::string_view word) { return lower.ends_with(word); });
}

enum class LineKind { kText, kBlank, kHeading, kTemplate, kOpen, kClose, kRow, kCell };

LineKind KindOf(std::string_view line) {
  const std::size_t first = SkipAnyOf<' ', '\t', ':'>(line, 0);
  if (first == line.size() || line[first] == '\n') return LineKind::kBlank;
  const std::string_view text = line.substr(first);
  if (line[0] == '=') return LineKind::kHeading;
  if (text.starts_with("{|")) return LineKind::kOpen;
  if (text.starts_with("{{")) return LineKind::kTemplate;
  if (text.starts_with("|}") && !text.starts_with("|}}")) return LineKind::kClose;
  if (text.starts_with("|+") || (text.starts_with("|-") && !text.starts_with("|-|"))) return LineKind::kRow;
  return text[0] == '|' || text[0] == '!' ? LineKind::kCell : LineKind::kText;
}

// Calls `visit(line's beginning, kind)`.
template <typename Visit>
void ForEachLine(std::string_view text, Visit visit) {
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t end = std::min(text.find('\n', line), text.size());
    visit(line, KindOf(text.substr(line, end + 1 - line)));
    line = end + 1;
  }
}

// How many templates stand around a place.
class TemplateDepth {
 public:
  explicit TemplateDepth(const std::vector<Brace>& braces) : braces_(braces) {}

  // Requires: not before the last place.
  int At(std::size_t place) {
    for (; next_ < braces_.size() && braces_[next_].at < place; ++next_) {
      if (!braces_[next_].alone) depth_ += braces_[next_].open ? 1 : -1;
    }
    return depth_;
  }

 private:
  const std::vector<Brace>& braces_;
  std::size_t next_ = 0;
  int depth_ = 0;
};

class StrayLines {
 public:
  StrayLines(std::string_view text, const std::vector<Brace>& braces, TableLines& tables)
      : text_(text), braces_(braces), tables_(tables) {}

  void Run() {
    ForEachLine(text_, [this](std::size_t line, LineKind kind) {
      EnterTemplates(line);
      if (depth_ > 0) return;
      if (member_) end_ = line;
      member_ = false;
      if (!InTable(line, kind)) Look(line, kind);
    });
    if (member_) end_ = text_.size();
    Finish(false);
  }

 private:
  // Up to the line's beginning.
  void EnterTemplates(std::size_t line) {
    for (; brace_ < braces_.size() && braces_[brace_].at < line; ++brace_) {
      const Brace& brace = braces_[brace_];
      if (brace.alone) continue;
      depth_ += brace.open ? 1 : -1;
      if (depth_ == 1 && brace.open) template_ = {brace.at + std::size_t{brace.braces}, 0};
      if (depth_ == 0) template_.end = brace.at + std::size_t{brace.braces};
    }
  }

  // Whether the line is of a {|table|}, which has nothing to be found.
  bool InTable(std::size_t line, LineKind kind) {
    if (kind == LineKind::kHeading) unclosed_ = false;
    if (kind == LineKind::kOpen) {
      const bool closed = !std::ranges::binary_search(tables_.unclosed, SkipAnyOf<' ', '\t', ':'>(text_, line));
      if (closed) ++closed_;
      unclosed_ |= !closed;
    }
    if (closed_ > 0 && kind == LineKind::kClose) {
      --closed_;
      return true;
    }
    if (unclosed_ && kind == LineKind::kTemplate && EndsTable(NameAt(line))) unclosed_ = false;
    return closed_ > 0 || unclosed_;
  }

  void Look(std::size_t line, LineKind kind) {
    switch (kind) {
      case LineKind::kRow:
      case LineKind::kCell:
        if (begin_ == kNowhere) Begin(line);
        told_ |= kind == LineKind::kRow;
        member_ = true, blank_ = false;
        break;
      case LineKind::kClose:
        told_ |= begin_ != kNowhere;
        Finish(false);
        break;
      case LineKind::kHeading:
        Finish(false);
        break;
      case LineKind::kTemplate:
        if (begin_ != kNowhere && EndsTable(NameAt(line))) told_ = true, Finish(false);
        break;
      case LineKind::kBlank:
        blank_ = true;
        break;
      default:
        if (blank_ && begin_ != kNowhere) Finish(true);
        member_ = begin_ != kNowhere;
    }
  }

  void Begin(std::size_t line) {
    begin_ = line;
    const bool behind = template_.end > 0 && SkipAnyOf<' ', '\t', '\n'>(text_, template_.end) >= line;
    told_ |= behind && HasWord(NameAt(template_.begin - 2), kOpening);
  }

  // A cell's second paragraph keeps what tells of its table.
  void Finish(bool goes_on) {
    if (begin_ != kNowhere && told_) tables_.stray.push_back({begin_, end_});
    told_ &= goes_on;
    begin_ = kNowhere;
  }

  // Of the template that opens at the line's beginning.
  std::string NameAt(std::size_t at) const {
    const std::size_t begin = SkipAnyOf<' ', '\t', ':', '{'>(text_, at);
    return TemplateName(text_.substr(begin, FindAnyOf<'|', '}', '\n'>(text_, begin) - begin));
  }

  static constexpr std::size_t kNowhere = std::string_view::npos;
  const std::string_view text_;
  const std::vector<Brace>& braces_;
  TableLines& tables_;
  std::size_t brace_ = 0;
  int depth_ = 0;
  LineRange template_{0, 0};  // the last one outside of others; end 0: none
  int closed_ = 0;            // tables that are open and will be closed
  bool unclosed_ = false;
  std::size_t begin_ = kNowhere, end_ = 0;  // of the lines at hand
  bool member_ = false;                     // the last line is one of them
  bool blank_ = false;                      // an empty line is behind them
  bool told_ = false;                       // they are of a table
};

// Those outside of templates.
std::vector<TableTag> MatchTags(std::string_view text, const std::vector<Brace>& braces) {
  std::vector<TableTag> tags;
  std::vector<std::size_t> open;
  TemplateDepth depth(braces);
  for (std::size_t at = text.find('<'); at < text.size(); at = text.find('<', at + 1)) {
    const std::size_t name = at + (text.substr(at + 1).starts_with('/') ? 2 : 1);
    if (name >= text.size() || LowerAscii(text[name]) != 't' || depth.At(at) > 0) continue;
    const std::optional<MarkupTag> tag = TagAt(text, at);
    if (!tag || tag->empty || InLowerAscii(tag->name) != "table") continue;
    if (!tag->closes) {
      open.push_back(at);
    } else if (!open.empty()) {
      tags.push_back({open.back(), at});
      tags.push_back({at, at});
      open.pop_back();
    }
  }
  std::ranges::sort(tags, {}, &TableTag::at);
  return tags;
}

bool HasTableTag(std::string_view text) {
  return text.find("</table") != std::string_view::npos || text.find("</TABLE") != std::string_view::npos;
}

}  // namespace

TableLines FindTables(std::string_view text, const std::vector<Brace>& braces) {
  TableLines tables;
  bool marks = false;  // lines that might be stray
  TemplateDepth depth(braces);
  ForEachLine(text, [&](std::size_t line, LineKind kind) {
    if (kind == LineKind::kOpen) tables.unclosed.push_back(SkipAnyOf<' ', '\t', ':'>(text, line));
    if (kind == LineKind::kClose && !tables.unclosed.empty()) tables.unclosed.pop_back();
    const bool mark = kind == LineKind::kRow || kind == LineKind::kCell;
    if (mark && !marks && tables.unclosed.empty()) marks = depth.At(line) == 0;
  });
  if (marks || !tables.unclosed.empty()) StrayLines(text, braces, tables).Run();
  if (HasTableTag(text)) tables.tags = MatchTags(text, braces);
  return tables;
}

bool EndsTable(std::string_view name) { return HasWord(name, kClosing); }

}  // namespace linkbert
