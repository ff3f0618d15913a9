#include <algorithm>
#include <optional>
#include <utility>

#include "data/documents/byte_scan.h"
#include "data/documents/html_entities.h"
#include "data/wikitext/inline_marks.h"
#include "data/wikitext/quote_marks.h"
#include "data/wikitext/subpage_links.h"
#include "data/wikitext/wikitext_converter.h"

namespace linkbert {
void WikitextConverter::OpenLink() {
  if (source_.substr(at_).starts_with("[[[")) return out_.push_back(source_[at_++]);  // the last two count
  const std::size_t prefix = site_.affixes().has_prefixes() ? PrefixHere() : 0;
  Open(FrameKind::kLink, at_ + 2);
  frames_.back().prefix = prefix;
}

std::size_t WikitextConverter::PrefixHere() const {
  std::size_t begin = frames_.empty() ? 0 : frames_.back().out;
  if (!links_.empty()) begin = std::max<std::size_t>(begin, links_.back().end);
  const std::size_t prefix = site_.affixes().Prefix(source_.substr(behind_link_, at_ - behind_link_));
  const bool shown = std::string_view(out_).substr(begin).ends_with(source_.substr(at_ - prefix, prefix));
  return shown ? prefix : 0;
}

void WikitextConverter::CloseLink() {
  const Frame frame = Close();
  const std::size_t end = at_;
  at_ += 2;
  const bool piped = frame.first_pipe != std::string_view::npos;
  const std::string_view raw = source_.substr(frame.source, (piped ? frame.first_pipe : end) - frame.source);
  std::optional<SubpageLink> subpage;
  if (has_subpages_ && raw.size() <= kLongestRawTarget) subpage = SubpageLinkOf(raw, context_.title);
  LinkTarget target{LinkKind::kInvalid, ""};
  if (raw.size() <= kLongestRawTarget) target = site_.Target(subpage ? subpage->target : raw);
  if (target.kind == LinkKind::kFile) return Drop(frame, "file", "in a file's caption");
  if (target.kind == LinkKind::kCategory) return Drop(frame, "category", "category");
  if (target.kind == LinkKind::kLanguage) return Drop(frame, "other language", "other language");
  const bool is_link = target.kind != LinkKind::kInvalid && links_.size() == frame.links;
  if (piped && is_link && has_quotes_) SettleQuotes(out_, frame.out, links_, frame.links, QuotedLines::kOne);
  const bool shown_as_written = !piped && is_link && raw.find('{') == std::string_view::npos;
  if (shown_as_written || (piped && is_link && IsBlank(frame.out))) {
    out_.resize(frame.out);
    out_ += DecodeReferences(subpage ? subpage->shown : piped ? PipeTrick(raw) : WithoutColon(raw));
  }
  Take(site_.affixes().Trail(source_, at_));
  behind_link_ = at_;
  if (links_.size() > frame.links) return Count(result_.other_links, "around another link");
  if (target.kind != LinkKind::kArticle) return Count(result_.other_links, ReasonOf(target.kind));
  if (IsBlank(frame.out)) return Count(result_.other_links, "empty");
  links_.push_back({frame.out - frame.prefix, out_.size(), std::move(target.title)});
}

bool WikitextConverter::IsBlank(std::size_t begin) const {
  return out_.size() - begin <= kLongestRawTarget && SkipAnyOf<' ', '\t', '\n'>(out_, begin) == out_.size();
}

void WikitextConverter::Drop(const Frame& frame, const char* reason, const char* inner) {
  Undo(frame, inner);
  Count(result_.other_links, reason);
}

void WikitextConverter::OpenExternal() {
  const std::size_t address = ExternalAddress(source_, at_ + 1);
  if (address == 0) return out_.push_back(source_[at_++]);
  Open(FrameKind::kExternal, at_ + 1 + address);
}

void WikitextConverter::CloseExternal() {
  if (TopIs(FrameKind::kExternal)) {
    Close();
  } else if (!source_.substr(at_).starts_with("]]")) {
    out_.push_back(']');
  } else {
    ++at_;  // brackets that close nothing are no text
  }
  ++at_;
}

void WikitextConverter::DropLinksBehindOutput() {
  std::size_t kept = links_.size();
  while (kept > 0 && links_[kept - 1].end > out_.size()) --kept;
  if (kept < links_.size()) Count(result_.other_links, "in a template", links_.size() - kept);
  links_.erase(links_.begin() + static_cast<std::ptrdiff_t>(kept), links_.end());
}

}  // namespace linkbert
