#include "data/wikitext/clean_source.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/ascii.h"
#include "data/documents/byte_scan.h"
#include "data/documents/html_entities.h"
#include "data/wikitext/wiki_elements.h"

namespace linkbert {
namespace {

bool IsWordByte(char c) {
  const char lower = static_cast<char>(c | 32);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

// Behind the comment, or the element whose content is no wikitext, that begins at content[at], which is '<'; else
// behind that. Once one was not closed, `closed` is false, and no other is searched for.
std::size_t BehindOtherContent(std::string_view content, std::size_t at, bool& closed) {
  if (content.substr(at).starts_with("<!--")) return std::min(content.find("-->", at), content.size());
  const std::optional<MarkupTag> tag = TagAt(content, at);
  if (!closed || !tag || tag->closes || tag->empty) return at + 1;
  const ElementFate fate = tag->fate;
  if (fate < ElementFate::kLeftOut || fate == ElementFate::kLeftOutOfWiki) return at + 1;
  const std::size_t close = content.find("</" + std::string(tag->name), at);
  closed = close != std::string_view::npos;
  return closed ? close : at + 1;
}

// Links that are closed.
std::uint64_t ClosedLinks(std::string_view content) {
  std::uint64_t links = 0, open = 0;
  bool closed = true;
  for (std::size_t at = FindAnyOf<'[', ']', '<'>(content, 0); at < content.size();) {
    const std::string_view rest = content.substr(at);
    const bool opens = rest.starts_with("[[") && !rest.starts_with("[[["), closes = rest.starts_with("]]");
    if (opens) ++open;
    if (closes && open > 0) --open, ++links;
    const std::size_t next = rest[0] == '<' ? BehindOtherContent(content, at, closed) : at + (opens || closes ? 2 : 1);
    at = FindAnyOf<'[', ']', '<'>(content, next);
  }
  return links;
}

class Cleaner {
 public:
  Cleaner(std::string_view text, MathText math, NamedCounts& elements, NamedCounts& links)
      : text_(text), math_(math), elements_(elements), links_(links) {}

  std::string Run() {
    while (at_ < text_.size()) {
      const std::size_t next = std::min(text_.find('<', at_), text_.size());
      const std::string_view plain = text_.substr(at_, next - at_);
      if (out_.size() == element_end_ && MarksFollow(plain, next)) out_ += kStripMark;
      out_.append(plain);
      at_ = next;
      if (at_ < text_.size() && !Element()) out_.push_back(text_[at_++]);
    }
    return std::move(out_);
  }

 private:
  // Takes what begins at a '<' where it is to be left out or protected.
  bool Element() {
    if (text_.substr(at_).starts_with("<!--")) return Comment(), true;
    const std::optional<MarkupTag> tag = TagAt(text_, at_);
    if (!tag || tag->closes) return false;
    const ElementFate fate = tag->fate;
    if (fate < ElementFate::kLeftOut) return false;
    const std::string name = InLowerAscii(tag->name);
    if (name == "includeonly") return Take(*tag, name, fate), true;  // which is no element but the preprocessor's
    EndMarks(fate);
    Take(*tag, name, fate);
    element_end_ = out_.size();
    return true;
  }

  void Take(const MarkupTag& tag, const std::string& name, ElementFate fate) {
    const std::size_t begin = at_ + tag.bytes;
    const std::size_t close = tag.empty ? begin : Closing(name, begin);
    if (fate != ElementFate::kFormula && fate != ElementFate::kProtected) Count(elements_, name);
    at_ = begin;
    if (close == kNowhere) return;
    const std::string_view content = text_.substr(begin, close - begin);
    if (!tag.empty) at_ = std::min(text_.find('>', close), text_.size() - 1) + 1;
    if (fate == ElementFate::kProtected) Protect(content);
    if (fate == ElementFate::kFormula) Formula(name, content);
    if (fate != ElementFate::kLeftOutOfWiki) return;
    if (const std::uint64_t links = ClosedLinks(content); links > 0) Count(links_, "in <" + name + ">", links);
  }

  // Apostrophes on both sides of an element are two runs, a link's trail ends at it, and behind <nowiki/> no line
  // begins.
  void EndMarks(ElementFate fate) {
    const bool line = out_.empty() || out_.back() == '\n';
    if (out_.ends_with('\'') || out_.ends_with("]]") || (line && fate == ElementFate::kProtected)) out_ += kStripMark;
  }

  // Whether what stands behind an element, up to the '<' at `next`, begins with apostrophes or a letter before some:
  // which are text depends on the two characters before them; or with a link, to which what is before the element
  // does not belong. A comment is not there.
  bool MarksFollow(std::string_view plain, std::size_t next) const {
    if (plain.empty()) return false;
    if (plain.starts_with("[[")) return true;
    if (plain.size() == 1) return plain[0] == '\'' || text_.substr(next).starts_with("<!--");
    return plain[0] == '\'' || plain[1] == '\'';
  }

  void Comment() {
    const std::size_t end = text_.find("-->", at_ + 4);
    at_ = end == std::string_view::npos ? text_.size() : end + 3;
  }

  // Where "</name" is that closes the element whose content begins at `begin`. One that is opened again behind an empty
  // line is not closed by what closes the second one: it would take the paragraphs between with it.
  std::size_t Closing(const std::string& name, std::size_t begin) {
    std::size_t& close = closings_[name];
    if (close < begin) close = Find("</", name, begin);
    if (close == kNowhere) return kNowhere;
    std::size_t& open = openings_[name];
    if (open < begin) open = Find("<", name, begin);
    if (open > close) return close;
    const std::size_t empty_line = text_.substr(begin, open - begin).find("\n\n");
    return empty_line == std::string_view::npos ? close : kNowhere;
  }

  // The next opening that is no <name/>, or closing, tag; in any case of letters.
  std::size_t Find(std::string_view before, const std::string& name, std::size_t from) const {
    const auto same = [](char a, char b) { return LowerAscii(a) == b; };
    for (std::size_t at = text_.find(before, from); at != kNowhere; at = text_.find(before, at + before.size())) {
      const std::string_view rest = text_.substr(at + before.size());
      if (rest.size() <= name.size() || !std::ranges::equal(rest.substr(0, name.size()), name, same)) continue;
      if (std::string_view(" \t\n/>").find(rest[name.size()]) == kNowhere) continue;
      if (before.size() == 2) return at;
      if (const std::optional<MarkupTag> tag = TagAt(text_, at); tag && !tag->empty) return at;
    }
    return kNowhere;
  }

  void Formula(const std::string& name, std::string_view content) {
    if (math_ == MathText::kDrop) {
      Count(elements_, name);
      at_ = CloseGap(text_, at_, out_);
      return;
    }
    Count(elements_, name + (math_ == MathText::kSource ? " as source" : " as a word"));
    if (!out_.empty() && IsWordByte(out_.back())) out_.push_back(' ');
    if (math_ == MathText::kSource) {
      Protect(content);
    } else {
      out_ += "formula";
    }
    if (at_ < text_.size() && IsWordByte(text_[at_])) out_.push_back(' ');
  }

  // References to characters stay what they are, as in MediaWiki.
  void Protect(std::string_view content) {
    for (std::size_t at = 0; at < content.size(); ++at) {
      const char c = content[at];
      const std::optional<CharacterReference> reference = c == '&' ? ReferenceAt(content, at) : std::nullopt;
      if (reference) {
        out_.append(content.substr(at, reference->bytes));
        at += reference->bytes - 1;
      } else if (std::string_view("[]{}|'<>=*#:;_~-!").find(c) == kNowhere) {
        out_.push_back(c);
      } else {
        out_.append("&#").append(std::to_string(static_cast<int>(c))).push_back(';');
      }
    }
  }

  static constexpr std::size_t kNowhere = std::string_view::npos;
  const std::string_view text_;
  const MathText math_;
  NamedCounts& elements_;
  NamedCounts& links_;
  std::size_t at_ = 0;
  std::string out_;
  std::size_t element_end_ = kNowhere;                      // in out_, of the last one that ends marks
  std::map<std::string, std::size_t> closings_, openings_;  // the next of each name that was looked for
};

}  // namespace

const char* NameOf(MathText math) {
  return math == MathText::kDrop ? "drop" : math == MathText::kSource ? "source" : "placeholder";
}

std::string CleanSource(std::string_view text, MathText math, NamedCounts& elements, NamedCounts& links) {
  return Cleaner(text, math, elements, links).Run();
}

std::size_t CloseGap(std::string_view text, std::size_t at, std::string& out) {
  const std::size_t next = SkipAnyOf<' '>(text, at);
  const char mark = next < text.size() ? text[next] : ' ';
  if (std::string_view(",;.)").find(mark) == std::string_view::npos) return at;
  if (mark == '.' && next + 1 < text.size() && IsWordByte(text[next + 1])) return at;  // ".NET"
  const std::size_t last = out.find_last_not_of(' ');
  const std::size_t line = out.find_last_not_of(" :*#");
  const bool begins_line = line == std::string::npos || out[line] == '\n';
  const char before = last == std::string::npos ? '\n' : out[last];
  const bool divides_nothing =
      mark != ')' && (begins_line || std::string_view(",;(:").find(before) != std::string_view::npos);
  if (divides_nothing && (mark != '.' || begins_line)) return SkipAnyOf<' '>(text, next + 1);
  if (begins_line || mark == ';') return at;  // " ;" is French
  out.resize(last + 1);
  if (mark == ')' && (before == ',' || before == ';')) out.pop_back();
  return next;
}

}  // namespace linkbert
