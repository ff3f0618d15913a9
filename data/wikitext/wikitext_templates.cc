#include <algorithm>

#include "data/wikitext/clean_source.h"
#include "data/wikitext/templates/template_name.h"
#include "data/wikitext/wikitext_converter.h"

namespace linkbert {
namespace {

// Frames around a template whose arguments are kept: each moves its text once.
constexpr std::size_t kDeepestTemplate = 100;

}  // namespace

void WikitextConverter::TakeBrace(const Brace& brace) {
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

void WikitextConverter::OpenBraces(FrameKind kind, std::size_t end) {
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

bool WikitextConverter::TakeArgumentName() {
  const Frame& frame = frames_.back();
  TemplateArgument* argument = frame.function == nullptr ? arguments_.Unnamed(frame.arguments) : nullptr;
  if (argument == nullptr) return false;
  argument->Name(source_.substr(argument->source, at_ - argument->source));
  out_.resize(argument->begin);
  DropLinksBehindOutput();
  ++at_;
  return true;
}

void WikitextConverter::CloseTemplate(const Frame& frame, std::string_view raw_name) {
  std::string name = TemplateName(raw_name);
  if (frame.function != nullptr) name.push_back(':');
  result_.disambiguation |= IsDisambiguation(name);
  const FoundRule found = frame.function != nullptr ? FoundRule{frame.function, {}} : context_.rules.Find(name);
  const TemplateRule* rule = found.rule;
  TemplateTally nameless;
  TemplateTally& tally = name.empty() ? nameless : result_.templates[name];
  ++tally.times;
  const bool dropped = rule != nullptr && !rule->pattern.dropped.empty();
  if (rule != nullptr && !dropped && frames_.size() <= kDeepestTemplate && Expand(frame, found)) {
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

bool WikitextConverter::Expand(const Frame& frame, const FoundRule& found) {
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

}  // namespace linkbert
