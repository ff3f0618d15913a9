#include "data/wikitext/wikitext_converter.h"

#include <algorithm>
#include <utility>

#include "data/documents/byte_scan.h"
#include "data/wikitext/inline_marks.h"
#include "data/wikitext/quote_marks.h"
#include "data/wikitext/subpage_links.h"
#include "data/wikitext/text_layout.h"
#include "data/wikitext/wiki_elements.h"

namespace linkbert {

WikitextConverter::WikitextConverter(std::string_view source, const WikiContext& context,
                                     const std::vector<PageRule>& rules, WikiText& result)
    : source_(source),
      context_(context),
      site_(context.site),
      rules_(rules),
      result_(result),
      has_subpages_(HasSubpages(context.space, context.site.database())),
      braces_(MatchBraces(source)),
      tables_(FindTables(source, braces_)) {}

void WikitextConverter::Run() {
  out_.reserve(source_.size());
  LineStart();
  while (at_ < source_.size()) Step();
  while (!frames_.empty()) CloseUnclosed();
  if (has_quotes_) SettleQuotes(out_, 0, links_, 0, QuotedLines::kMany);
  if (!rules_.empty()) ApplyPageRules(rules_, out_, links_);
  result_.text = LayOutText(out_, links_, result_.other_links);
  result_.links = std::move(links_);
}

void WikitextConverter::Step() {
  // Up to where the pass has to look.
  const std::size_t plain = FindAnyOf<'\n', '[', ']', '|', '=', '<', '&', '\'', '_'>(source_, at_, NextBrace());
  if (plain > at_) Take(plain - at_);
  if (at_ == source_.size()) return;
  if (at_ >= NextBrace()) return TakeBrace(braces_[brace_++]);
  const char c = source_[at_];
  const std::string_view rest = source_.substr(at_);
  if (c == '\n') return NewLine();
  if (c == '[') return rest.starts_with("[[") ? OpenLink() : OpenExternal();
  if (c == ']') return rest.starts_with("]]") && TopIs(FrameKind::kLink) ? CloseLink() : CloseExternal();
  if (c == '|' && !frames_.empty()) return Pipe();
  if (c == '=' && at_ == heading_end_) return EndHeading();
  if (c == '=' && TopIs(FrameKind::kTemplate) && TakeArgumentName()) return;
  if (c == '<') return Tag();
  if (c == '\'') return Quotes();
  const InlineMark mark = InlineMarkAt(source_, at_, out_);
  if (mark.bytes == 0) return Take(1);
  at_ += mark.bytes;
  result_.disambiguation |= mark.disambiguation;
}

void WikitextConverter::Quotes() {
  const std::size_t run = TakeQuotes(source_, at_, out_);
  if (run == 0) return Take(1);
  at_ += run;
  has_quotes_ = quoted_line_ = true;
}

void WikitextConverter::TakeLoneBraces(const Brace& brace) {
  const std::size_t end = brace.at + brace.braces;
  if (in_code_) out_.append(source_.substr(at_, end - std::min(at_, end)));
  at_ = std::max(at_, end);
}

void WikitextConverter::Pipe() {
  Frame& frame = frames_.back();
  if (frame.kind == FrameKind::kLink && frame.first_pipe == std::string_view::npos) {
    frame.first_pipe = at_;
    Undo(frame, "in a link's target");
  } else if (frame.kind == FrameKind::kTemplate) {
    if (frame.first_pipe == std::string_view::npos) {
      frame.first_pipe = at_;
      Undo(frame, "in a template");
    }
    arguments_.Begin(out_.size(), at_ + 1);
  } else {
    out_.push_back('|');
  }
  ++at_;
}

void WikitextConverter::NewLine() {
  if (has_quotes_ && std::exchange(quoted_line_, false)) out_.push_back(kQuotedLineEnd);
  out_.push_back('\n');
  ++at_;
  in_code_ = false;
  // Neither an external link nor a link's target goes over a line's end.
  while (TopIs(FrameKind::kExternal) ||
         (TopIs(FrameKind::kLink) && frames_.back().first_pipe == std::string_view::npos)) {
    CloseUnclosed();
  }
  LineStart();
}

void WikitextConverter::Tag() {
  while (table_tag_ < tables_.tags.size() && tables_.tags[table_tag_].at < at_) ++table_tag_;
  const bool of_table = table_tag_ < tables_.tags.size() && tables_.tags[table_tag_].at == at_;
  const TagMark mark = TagMarkAt(source_, at_, out_);
  const bool unknown = mark.fate == ElementFate::kUnknown;
  if (mark.bytes == 0 || (unknown && in_code_)) return Take(1);
  at_ += mark.bytes;
  if (unknown) Count(result_.elements, "unknown tag");
  if (mark.fate == ElementFate::kCode) {
    in_code_ = !mark.closes;
    if (!rules_.empty()) out_.push_back(in_code_ ? kKeepBegin : kKeepEnd);
  }
  if (!of_table && mark.closes && mark.is_table) CloseUnclosedTable();  // "{|" ... "</table>"
  if (!of_table) return;
  const TableTag& tag = tables_.tags[table_tag_];
  if (tag.close == tag.at) return CloseTableElements();
  table_elements_.push_back({frames_.size(), tag.close});
  Open(FrameKind::kTableElement, at_);
}

void WikitextConverter::BeginHeading() {
  const std::size_t end = std::min(source_.find('\n', at_), source_.size());
  const std::size_t last = source_.find_last_not_of(" \t\r", end - 1);
  const std::size_t inner = source_.find_first_not_of('=', at_);
  if (inner >= end || last <= inner || source_[last] != '=') return;
  while (TopIs(FrameKind::kLink) || (!frames_.empty() && IsUnclosed(frames_.back()))) CloseUnclosed();
  std::size_t level = 0;
  while (source_[at_ + level] == '=' && source_[last - level] == '=' && at_ + level < last - level) ++level;
  heading_end_ = last + 1 - level;
  at_ += level;
  AppendHeadingMark(level, out_);
}

void WikitextConverter::EndHeading() {
  at_ = std::min(source_.find('\n', at_), source_.size());
  out_ += "\n\n";
}

void WikitextConverter::CloseUnclosed() {
  const Frame frame = Close();
  if (frame.kind == FrameKind::kTable || frame.kind == FrameKind::kTableElement) Undo(frame, "in a table");
}

void WikitextConverter::CloseDownTo(std::size_t depth) {
  while (frames_.size() > depth) CloseUnclosed();
}

void WikitextConverter::Undo(const Frame& frame, const char* reason) {
  if (links_.size() > frame.links) Count(result_.other_links, reason, links_.size() - frame.links);
  links_.erase(links_.begin() + static_cast<std::ptrdiff_t>(frame.links), links_.end());
  if (rules_.empty()) return out_.resize(frame.out);
  const std::string mark(LastRuleMark(std::string_view(out_).substr(frame.out)));
  out_.resize(frame.out);
  out_ += mark;  // the rules hold behind what is left out too
}

void WikitextConverter::LineStart() {
  StrayTables();
  CloseTableElements();
  const std::size_t first = SkipAnyOf<' ', '\t', ':'>(source_, at_);
  const std::string_view line = source_.substr(first);
  const bool brace_is_text = brace_ >= braces_.size() || braces_[brace_].alone || braces_[brace_].at > first + 1;
  if (line.starts_with("{|") && brace_is_text) return Open(FrameKind::kTable, first + 2);
  if (line.starts_with("|}") && brace_is_text && CloseTable()) {
    at_ = first + 2;
    return;
  }
  if (line.starts_with("|-|") && frames_.empty()) {  // between the tabs of a <tabber>
    out_ += "\n\n";
    at_ = first + 3;
    return;
  }
  if (source_.substr(at_).starts_with('=')) return BeginHeading();
  const std::size_t text = SkipAnyOf<'*', '#', ':', ';'>(source_, at_);
  const bool rule = source_.substr(at_).starts_with("----");
  if (text == at_ && !rule) return;
  out_ += "\n\n";
  at_ = rule ? SkipAnyOf<'-'>(source_, at_) : text;
}

}  // namespace linkbert
