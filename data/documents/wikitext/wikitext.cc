#include "data/documents/wikitext/wikitext.h"

#include <algorithm>
#include <utility>

#include "data/documents/byte_scan.h"
#include "data/documents/wikitext/brace_matching.h"
#include "data/documents/wikitext/clean_source.h"
#include "data/documents/wikitext/html_entities.h"
#include "data/documents/wikitext/inline_marks.h"
#include "data/documents/wikitext/language_variants.h"
#include "data/documents/wikitext/quote_marks.h"
#include "data/documents/wikitext/table_lines.h"
#include "data/documents/wikitext/templates/argument_stack.h"
#include "data/documents/wikitext/templates/evaluation.h"
#include "data/documents/wikitext/templates/template_name.h"
#include "data/documents/wikitext/text_layout.h"
#include "data/documents/wikitext/wiki_elements.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

constexpr std::size_t kLongestTarget = 1024;  // bytes; a title has at most 255, which %XX makes three times as long
constexpr std::size_t kDeepest = 100;  // frames around a template whose arguments are kept: each moves its text once

enum class FrameKind { kTemplate, kParameter, kTable, kTableElement, kLink, kExternal };

// Something that was opened: where it and what it made begin.
struct Frame {
  FrameKind kind;
  std::size_t source;  // behind what opens it
  std::size_t out;
  std::size_t links;
  std::size_t barrier;  // frames up to the last template or table, this one included; 0: none
  std::size_t first_pipe = std::string_view::npos;  // in the source; of a link it ends the target
  std::size_t arguments = 0;                        // of a template: its first one on the stack of arguments
  std::size_t prefix = 0;                           // of a link: bytes of the output before it that are its own
  const TemplateRule* function = nullptr;           // of a parser function, whose name ends at a colon
};

// A <table> that is open.
struct TableElement {
  std::size_t depth;  // frames around it
  std::size_t close;  // where its </table> is
};

class Converter {
 public:
  Converter(std::string_view source, const WikiContext& context, WikiText& result)
      : source_(source),
        context_(context),
        site_(context.site),
        result_(result),
        braces_(MatchBraces(source)),
        tables_(FindTables(source, braces_)) {}

  void Run() {
    out_.reserve(source_.size());
    LineStart();
    while (at_ < source_.size()) Step();
    while (!frames_.empty()) CloseUnclosed();
    if (has_quotes_) SettleQuotes(out_, 0, links_, 0, QuotedLines::kMany);
    result_.text = LayOutText(out_, links_, result_.other_links);
    result_.links = std::move(links_);
  }

 private:
  void Step() {
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

  void Quotes() {
    const std::size_t run = TakeQuotes(source_, at_, out_);
    if (run == 0) return Take(1);
    at_ += run;
    has_quotes_ = quoted_line_ = true;
  }

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
  // Takes back what a frame has made; its links are counted.
  void Undo(const Frame& frame, const char* reason) {
    if (links_.size() > frame.links) Count(result_.other_links, reason, links_.size() - frame.links);
    links_.erase(links_.begin() + static_cast<std::ptrdiff_t>(frame.links), links_.end());
    out_.resize(frame.out);
  }

  // Those in an argument's name that was taken away.
  void DropLinksBehindOutput() {
    std::size_t kept = links_.size();
    while (kept > 0 && links_[kept - 1].end > out_.size()) --kept;
    if (kept < links_.size()) Count(result_.other_links, "in a template", links_.size() - kept);
    links_.erase(links_.begin() + static_cast<std::ptrdiff_t>(kept), links_.end());
  }

  // Braces that open or close nothing are no text, but in code.
  void TakeLoneBraces(const Brace& brace) {
    const std::size_t end = brace.at + brace.braces;
    if (in_code_) out_.append(source_.substr(at_, end - std::min(at_, end)));
    at_ = std::max(at_, end);
  }

  // --- templates
  void TakeBrace(const Brace& brace) {
    if (brace.alone) return TakeLoneBraces(brace);
    const FrameKind kind = brace.braces == 2 ? FrameKind::kTemplate : FrameKind::kParameter;
    if (brace.open) return OpenBraces(kind, brace.at + brace.braces);
    while (!TopIs(FrameKind::kTemplate) && !TopIs(FrameKind::kParameter)) Close();  // unclosed inside: goes with it
    const Frame frame = Close();
    const std::size_t end = std::max<std::size_t>(frame.source, brace.at);
    at_ = std::max<std::size_t>(at_, brace.at + brace.braces);
    if (kind == FrameKind::kTemplate) {
      CloseTemplate(frame, source_.substr(frame.source, std::min(frame.first_pipe, end) - frame.source));
    } else {
      Undo(frame, "in a template");
    }
    arguments_.Pop(frame.arguments);
  }

  void OpenBraces(FrameKind kind, std::size_t end) {
    Open(kind, end);
    Frame& frame = frames_.back();
    frame.arguments = arguments_.size();
    if (kind != FrameKind::kTemplate) return;
    std::size_t bytes = 0;
    frame.function = context_.rules.FindFunction(source_.substr(at_, NextBrace() - at_), bytes, function_name_);
    if (frame.function == nullptr) return;
    frame.first_pipe = at_ + bytes - 1;
    at_ += bytes;
    arguments_.Begin(out_.size(), at_);
  }

  // At a "=": what the last argument has up to here is its name, unless it has one or a function has none.
  bool TakeArgumentName() {
    const Frame& frame = frames_.back();
    TemplateArgument* argument = frame.function == nullptr ? arguments_.Unnamed(frame.arguments) : nullptr;
    if (argument == nullptr) return false;
    argument->Name(source_.substr(argument->source, at_ - argument->source));
    out_.resize(argument->begin);
    DropLinksBehindOutput();
    ++at_;
    return true;
  }

  void CloseTemplate(const Frame& frame, std::string_view raw_name) {
    std::string name = TemplateName(raw_name);
    if (frame.function != nullptr) name.push_back(':');
    result_.disambiguation |= IsDisambiguation(name);
    const FoundRule found = frame.function != nullptr ? FoundRule{frame.function, {}} : context_.rules.Find(name);
    const TemplateRule* rule = found.rule;
    TemplateTally nameless;
    TemplateTally& tally = name.empty() ? nameless : result_.templates[name];
    ++tally.times;
    const bool dropped = rule != nullptr && !rule->pattern.dropped.empty();
    if (rule != nullptr && !dropped && frames_.size() <= kDeepest && Expand(frame, found)) {
      ++tally.kept;
      tally.words_kept += CountWords(std::string_view(out_).substr(frame.out));
      if (out_.size() > frame.out) return;
    } else {
      if (rule != nullptr && !dropped) ++tally.not_covered;
      const std::uint64_t words = WordsOf(arguments_.Finish(frame.arguments, out_.size()), out_);
      (dropped ? tally.words_dropped : tally.words_lost) += words;
      Undo(frame, "in a template");
    }
    at_ = CloseGap(source_, at_, out_);
    if (InUnclosedTable() && EndsTable(name)) CloseUnclosedTable();
  }

  // Puts what the rule makes of the template in its place; false, with nothing done, where the rule does not cover it.
  bool Expand(const Frame& frame, const FoundRule& found) {
    const std::span<const TemplateArgument> arguments = arguments_.Finish(frame.arguments, out_.size());
    const auto links = std::span<const DocumentLink>(links_).subspan(frame.links);
    expanded_.Clear();
    const TemplateCall call{arguments, out_, links, context_.title, found.star, site_};
    if (!ExpandTemplate(found.rule->pattern, call, context_.rules.language(), expanded_)) return false;
    const std::size_t gone = links.size() - expanded_.used.size();
    if (gone > 0) Count(result_.other_links, "in a template", gone);
    if (expanded_.other_wikis > 0) Count(result_.other_links, ReasonOf(LinkKind::kOtherWiki), expanded_.other_wikis);
    result_.template_links += expanded_.links.size() + expanded_.other_wikis - expanded_.used.size();
    expanded_.Replace(frame.out, frame.links, out_, links_);
    return true;
  }

  void Pipe() {
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

  // --- links
  void OpenLink() {
    if (source_.substr(at_).starts_with("[[[")) return out_.push_back(source_[at_++]);  // the last two count
    const std::size_t prefix = site_.affixes().has_prefixes() ? PrefixHere() : 0;
    Open(FrameKind::kLink, at_ + 2);
    frames_.back().prefix = prefix;
  }

  // Bytes before the "[[" here that are the link's, in the source and in what was made of it.
  std::size_t PrefixHere() const {
    std::size_t begin = frames_.empty() ? 0 : frames_.back().out;
    if (!links_.empty()) begin = std::max<std::size_t>(begin, links_.back().end);
    const std::size_t prefix = site_.affixes().Prefix(source_.substr(behind_link_, at_ - behind_link_));
    const bool shown = std::string_view(out_).substr(begin).ends_with(source_.substr(at_ - prefix, prefix));
    return shown ? prefix : 0;
  }

  void CloseLink() {
    const Frame frame = Close();
    const std::size_t end = at_;
    at_ += 2;
    const bool piped = frame.first_pipe != std::string_view::npos;
    const std::string_view raw = source_.substr(frame.source, (piped ? frame.first_pipe : end) - frame.source);
    LinkTarget target{LinkKind::kInvalid, ""};
    if (raw.size() <= kLongestTarget) target = site_.Target(raw);
    if (target.kind == LinkKind::kFile) return Drop(frame, "file", "in a file's caption");
    if (target.kind == LinkKind::kCategory) return Drop(frame, "category", "category");
    if (target.kind == LinkKind::kLanguage) return Drop(frame, "other language", "other language");
    const bool is_link = target.kind != LinkKind::kInvalid && links_.size() == frame.links;
    if (piped && is_link && has_quotes_) SettleQuotes(out_, frame.out, links_, frame.links, QuotedLines::kOne);
    const bool shown_as_written = !piped && is_link && raw.find('{') == std::string_view::npos;
    if (shown_as_written || (piped && is_link && IsBlank(frame.out))) {
      out_.resize(frame.out);
      out_ += DecodeReferences(piped ? PipeTrick(raw) : WithoutColon(raw));
    }
    Take(site_.affixes().Trail(source_, at_));
    behind_link_ = at_;
    if (links_.size() > frame.links) return Count(result_.other_links, "around another link");
    if (target.kind != LinkKind::kArticle) return Count(result_.other_links, ReasonOf(target.kind));
    if (IsBlank(frame.out)) return Count(result_.other_links, "empty");
    links_.push_back({frame.out - frame.prefix, out_.size(), std::move(target.title)});
  }

  // Looks at a part that is short alone, so that what is nested costs no more; LayOutText leaves out the others.
  bool IsBlank(std::size_t begin) const {
    return out_.size() - begin <= kLongestTarget && SkipAnyOf<' ', '\t', '\n'>(out_, begin) == out_.size();
  }

  void Drop(const Frame& frame, const char* reason, const char* inner) {
    Undo(frame, inner);
    Count(result_.other_links, reason);
  }

  void OpenExternal() {
    const std::size_t address = ExternalAddress(source_, at_ + 1);
    if (address == 0) return out_.push_back(source_[at_++]);
    Open(FrameKind::kExternal, at_ + 1 + address);
  }
  void CloseExternal() {
    if (TopIs(FrameKind::kExternal)) {
      Close();
    } else if (!source_.substr(at_).starts_with("]]")) {
      out_.push_back(']');
    } else {
      ++at_;  // brackets that close nothing are no text
    }
    ++at_;
  }

  // --- lines
  void NewLine() {
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

  void LineStart() {
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

  // At a "|}": whether it closes a table, or nothing, which is no text either.
  bool CloseTable() {
    const std::size_t barrier = frames_.empty() ? 0 : frames_.back().barrier;
    if (barrier == 0) return true;
    if (frames_[barrier - 1].kind != FrameKind::kTable) return false;  // the template's argument
    CloseDownTo(barrier - 1);
    return true;
  }

  bool InUnclosedTable() const {
    const std::size_t barrier = frames_.empty() ? 0 : frames_.back().barrier;
    return barrier > 0 && IsUnclosed(frames_[barrier - 1]);
  }
  // At what closes tables but no "{|" of its own: a template, a tag.
  void CloseUnclosedTable() {
    if (InUnclosedTable()) CloseDownTo(frames_.back().barrier - 1);
  }

  // What stands above so many frames.
  void CloseDownTo(std::size_t depth) {
    while (frames_.size() > depth) CloseUnclosed();
  }

  // Lines of a table that a template opened begin or end.
  void StrayTables() {
    if (in_stray_ && at_ >= tables_.stray[stray_].end) {
      CloseDownTo(stray_depth_);
      in_stray_ = false;
      ++stray_;
    }
    while (stray_ < tables_.stray.size() && tables_.stray[stray_].begin < at_ && !in_stray_) ++stray_;
    if (in_stray_ || stray_ == tables_.stray.size() || tables_.stray[stray_].begin != at_) return;
    in_stray_ = true;
    stray_depth_ = frames_.size();
    Open(FrameKind::kTable, at_);
  }

  void Tag() {
    while (table_tag_ < tables_.tags.size() && tables_.tags[table_tag_].at < at_) ++table_tag_;
    const bool of_table = table_tag_ < tables_.tags.size() && tables_.tags[table_tag_].at == at_;
    const TagMark mark = TagMarkAt(source_, at_, out_);
    const bool unknown = mark.fate == ElementFate::kUnknown;
    if (mark.bytes == 0 || (unknown && in_code_)) return Take(1);
    at_ += mark.bytes;
    if (unknown) Count(result_.elements, "unknown tag");
    if (mark.fate == ElementFate::kCode) in_code_ = !mark.closes;
    if (!of_table && mark.closes && mark.is_table) CloseUnclosedTable();  // "{|" ... "</table>"
    if (!of_table) return;
    const TableTag& tag = tables_.tags[table_tag_];
    if (tag.close == tag.at) return CloseTableElements();
    table_elements_.push_back({frames_.size(), tag.close});
    Open(FrameKind::kTableElement, at_);
  }

  // Those whose </table> is behind, also where it was within another tag.
  void CloseTableElements() {
    for (; !table_elements_.empty() && table_elements_.back().close < at_; table_elements_.pop_back()) {
      const std::size_t depth = table_elements_.back().depth;
      if (frames_.size() > depth && frames_[depth].kind == FrameKind::kTableElement) CloseDownTo(depth);
    }
  }

  void BeginHeading() {
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
  bool IsUnclosed(const Frame& frame) const {
    return frame.kind == FrameKind::kTable &&
           std::ranges::binary_search(tables_.unclosed, frame.source - std::string_view("{|").size());
  }
  void EndHeading() {
    at_ = std::min(source_.find('\n', at_), source_.size());
    out_ += "\n\n";
  }

  void CloseUnclosed() {
    const Frame frame = Close();
    if (frame.kind == FrameKind::kTable || frame.kind == FrameKind::kTableElement) Undo(frame, "in a table");
  }

  const std::string_view source_;
  const WikiContext& context_;
  const WikiSite& site_;
  WikiText& result_;
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

}  // namespace

WikiText ConvertWikitext(std::string_view wikitext, const WikiContext& context) {
  WikiText result;
  std::string source = CleanSource(wikitext, context.math, result.elements, result.other_links);
  const VariantChoice& variants = context.site.variants();
  if (variants.language != nullptr) source = TakeVariants(source, variants, result.elements, result.other_links);
  Converter(source, context, result).Run();
  return result;
}

WikiText ConvertWikitext(std::string_view wikitext, const WikiSite& site, MathText math) {
  return ConvertWikitext(wikitext, WikiContext{.site = site, .rules = ShippedRulesOf(site.database()), .math = math});
}

}  // namespace linkbert
