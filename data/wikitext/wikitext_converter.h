// WikitextConverter: the pass that makes text of wikitext, within ConvertWikitext alone.
//
// One pass over the source with a stack of what is open. Its parts: wikitext_converter.cc takes lines, tags and plain
// text, wikitext_links.cc what is between brackets, wikitext_templates.cc braces, wikitext_tables.cc tables. The
// source, the context and the result must outlive it; one thread.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "data/wikitext/brace_matching.h"
#include "data/wikitext/page_rules.h"
#include "data/wikitext/table_lines.h"
#include "data/wikitext/templates/argument_stack.h"
#include "data/wikitext/templates/evaluation.h"
#include "data/wikitext/wikitext.h"
#include "data/wikitext/wikitext_frame.h"

namespace linkbert {

class WikitextConverter {
 public:
  // `rules`: for the text of the page, their marks are in the source.
  WikitextConverter(std::string_view source, const WikiContext& context, const std::vector<PageRule>& rules,
                    WikiText& result);
  void Run();

 private:
  void Step();
  // Bytes that stand for themselves.
  void Take(std::size_t bytes) {
    out_.append(source_.substr(at_, bytes));
    at_ += bytes;
  }
  std::size_t NextBrace() const { return brace_ < braces_.size() ? braces_[brace_].at : source_.size(); }
  bool TopIs(FrameKind kind) const { return !frames_.empty() && frames_.back().kind == kind; }
  void Open(FrameKind kind, std::size_t end) {
    at_ = std::max(at_, end);
    const bool is_barrier = kind <= FrameKind::kTable;
    const std::size_t barrier = is_barrier ? frames_.size() + 1 : frames_.empty() ? 0 : frames_.back().barrier;
    frames_.push_back({.kind = kind, .source = at_, .out = out_.size(), .links = links_.size(), .barrier = barrier});
  }
  Frame Close() {
    const Frame frame = frames_.back();
    frames_.pop_back();
    quoted_line_ = true;  // the line goes on, but the ends of lines inside may be taken back
    return frame;
  }
  void Quotes();
  // Braces that open or close nothing are no text, but in code.
  void TakeLoneBraces(const Brace& brace);
  void Pipe();
  void NewLine();
  void Tag();
  void BeginHeading();
  void EndHeading();
  void CloseUnclosed();
  // What stands above so many frames.
  void CloseDownTo(std::size_t depth);
  // Takes back what a frame has made; its links are counted.
  void Undo(const Frame& frame, const char* reason);
  void LineStart();

  // --- links
  void OpenLink();
  // Bytes before the "[[" here that are the link's, in the source and in what was made of it.
  std::size_t PrefixHere() const;
  void CloseLink();
  // Looks at a part that is short alone, so that what is nested costs no more; LayOutText leaves out the others.
  bool IsBlank(std::size_t begin) const;
  void Drop(const Frame& frame, const char* reason, const char* inner);
  void OpenExternal();
  void CloseExternal();
  // Those in an argument's name that was taken away.
  void DropLinksBehindOutput();

  // --- templates
  void TakeBrace(const Brace& brace);
  void OpenBraces(FrameKind kind, std::size_t end);
  // At a "=": what the last argument has up to here is its name, unless it has one or a function has none.
  bool TakeArgumentName();
  void CloseTemplate(const Frame& frame, std::string_view raw_name);
  // Puts what the rule makes of the template in its place; false, with nothing done, where the rule does not cover it.
  bool Expand(const Frame& frame, const FoundRule& found);

  // --- tables
  // At a "|}": whether it closes a table, or nothing, which is no text either.
  bool CloseTable();
  bool InUnclosedTable() const;
  // At what closes tables but no "{|" of its own: a template, a tag.
  void CloseUnclosedTable();
  // Lines of a table that a template opened begin or end.
  void StrayTables();
  // Those whose </table> is behind, also where it was within another tag.
  void CloseTableElements();
  bool IsUnclosed(const Frame& frame) const;

  const std::string_view source_;
  const WikiContext& context_;
  const WikiSite& site_;
  const std::vector<PageRule>& rules_;
  WikiText& result_;
  const bool has_subpages_;
  const std::vector<Brace> braces_;
  const TableLines tables_;
  std::size_t brace_ = 0;                  // the next of braces_
  std::size_t stray_ = 0, table_tag_ = 0;  // the next of tables_
  bool in_stray_ = false;
  std::size_t stray_depth_ = 0;  // frames around the lines of a table that a template opened
  std::vector<TableElement> table_elements_;
  bool in_code_ = false;  // in a <code> of this line, where unknown tags are text
  std::size_t at_ = 0;
  std::size_t behind_link_ = 0;  // in the source, the last one closed with the letters that follow it
  std::size_t heading_end_ = std::string_view::npos;
  bool has_quotes_ = false;   // of the page, some may be in out_
  bool quoted_line_ = false;  // some may be in out_ behind the last kQuotedLineEnd
  std::string out_;
  std::vector<DocumentLink> links_;
  std::vector<Frame> frames_;
  ArgumentStack arguments_;
  TemplateResult expanded_;    // scratch
  std::string function_name_;  // scratch
};

}  // namespace linkbert
