#include "data/documents/wikitext/clean_source.h"

#include <algorithm>
#include <array>
#include <optional>

#include "data/documents/byte_scan.h"

namespace linkbert {
namespace {

constexpr std::array<std::string_view, 22> kLeftOut = {
    "ce",          "chem",         "gallery",         "graph",    "hiero",           "imagemap",
    "includeonly", "indicator",    "inputbox",        "mapframe", "maplink",         "math",
    "ref",         "references",   "score",           "source",   "syntaxhighlight", "templatedata",
    "timeline",    "categorytree", "dynamicpagelist", "section"};
constexpr std::array<std::string_view, 5> kWithLinks = {"gallery", "imagemap", "includeonly", "ref", "references"};
constexpr std::array<std::string_view, 2> kProtected = {"nowiki", "pre"};
constexpr std::size_t kLongestTag = 4096;  // from < to >

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool IsLetter(char c) { return LowerAscii(c) >= 'a' && LowerAscii(c) <= 'z'; }

template <std::size_t N>
std::optional<std::size_t> IndexOf(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto* const found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

struct Tag {
  std::string name;  // lower case
  std::size_t end;   // behind its >
  bool closed;       // <name/>
};

// The opening tag at text[at], which is '<'.
std::optional<Tag> OpeningTag(std::string_view text, std::size_t at) {
  Tag tag{"", at + 1, false};
  while (tag.end < text.size() && IsLetter(text[tag.end]) && tag.name.size() < 20) {
    tag.name.push_back(LowerAscii(text[tag.end++]));
  }
  if (tag.name.empty() || tag.end == text.size()) return std::nullopt;
  // Not beyond another '<', so that many tags that do not end cost no more than their length.
  const std::string_view rest = text.substr(tag.end, kLongestTag);
  const std::size_t close = FindAnyOf<'<', '>'>(rest, 0);
  if (close == rest.size() || rest[close] == '<') return std::nullopt;
  tag.closed = close > 0 && rest[close - 1] == '/';
  tag.end += close + 1;
  return tag;
}

class Cleaner {
 public:
  Cleaner(std::string_view text, NamedCounts& elements, NamedCounts& links)
      : text_(text), elements_(elements), links_(links) {}

  std::string Run() {
    while (at_ < text_.size()) {
      const std::size_t next = std::min(text_.find('<', at_), text_.size());
      out_.append(text_.substr(at_, next - at_));
      at_ = next;
      if (at_ < text_.size() && !Element()) out_.push_back(text_[at_++]);
    }
    return std::move(out_);
  }

 private:
  // Takes what begins at a '<' where it is to be left out or protected.
  bool Element() {
    if (text_.substr(at_).starts_with("<!--")) return Comment(), true;
    const std::optional<Tag> tag = OpeningTag(text_, at_);
    if (!tag) return false;
    const std::optional<std::size_t> left_out = IndexOf(kLeftOut, tag->name), kept = IndexOf(kProtected, tag->name);
    if (!left_out && !kept) return false;
    if (left_out) Count(elements_, tag->name);
    if (tag->name != "includeonly") out_ += kStripMark;  // which is no element but the preprocessor's
    const std::size_t begin = at_;
    at_ = tag->end;
    if (tag->closed) return true;
    const std::optional<std::size_t> close = Closing(tag->name, left_out ? *left_out : kLeftOut.size() + *kept);
    if (!close) return true;
    const std::string_view content = text_.substr(at_, *close - at_);
    if (kept) Protect(content);
    if (IndexOf(kWithLinks, tag->name)) CountLinks(content, tag->name);
    const std::size_t end = text_.find('>', *close);
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
    return begin < at_;
  }

  void Comment() {
    const std::size_t end = text_.find("-->", at_ + 4);
    at_ = end == std::string_view::npos ? text_.size() : end + 3;
  }

  // Where "</name" is, in any case of letters.
  std::optional<std::size_t> Closing(const std::string& name, std::size_t index) {
    if (without_closing_[index]) return std::nullopt;
    for (std::size_t at = text_.find("</", at_); at != std::string_view::npos; at = text_.find("</", at + 2)) {
      const std::string_view candidate = text_.substr(at + 2, name.size());
      const auto same = [](char a, char b) { return LowerAscii(a) == b; };
      if (candidate.size() == name.size() && std::ranges::equal(candidate, name, same)) return at;
    }
    without_closing_[index] = true;
    return std::nullopt;
  }

  void CountLinks(std::string_view content, const std::string& element) {
    std::uint64_t links = 0;
    for (std::size_t at = content.find("[["); at != std::string_view::npos; at = content.find("[[", at + 2)) ++links;
    if (links > 0) Count(links_, "in <" + element + ">", links);
  }

  void Protect(std::string_view content) {
    for (const char c : content) {
      if (std::string_view("[]{}|'<>=*#:;_&~-").find(c) == std::string_view::npos) {
        out_.push_back(c);
      } else {
        out_.append("&#").append(std::to_string(static_cast<int>(c))).push_back(';');
      }
    }
    out_ += kStripMark;
  }

  std::string_view text_;
  NamedCounts& elements_;
  NamedCounts& links_;
  std::size_t at_ = 0;
  std::string out_;
  std::array<bool, kLeftOut.size() + kProtected.size()> without_closing_{};
};

}  // namespace

std::string CleanSource(std::string_view text, NamedCounts& elements, NamedCounts& links) {
  return Cleaner(text, elements, links).Run();
}

}  // namespace linkbert
