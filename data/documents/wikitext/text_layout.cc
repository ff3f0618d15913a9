#include "data/documents/wikitext/text_layout.h"

#include <algorithm>
#include <array>
#include <utility>

namespace linkbert {
namespace {

constexpr std::array<bool, 256> kSpace = [] {
  std::array<bool, 256> space{};
  for (const char c : std::string_view(" \n\t\r\f\v")) space[static_cast<unsigned char>(c)] = true;
  return space;
}();
bool IsSpace(char c) { return kSpace[static_cast<unsigned char>(c)]; }

struct Paragraph {
  std::size_t begin;
  std::size_t end;
  bool heading;
};

// Pieces between empty lines, without white space around them.
std::vector<Paragraph> Paragraphs(std::string_view raw) {
  std::vector<Paragraph> paragraphs;
  std::size_t begin = std::string_view::npos, last = 0, newlines = 0;
  const auto finish = [&] {
    if (begin == std::string_view::npos) return;
    const bool heading = raw[begin] == kHeadingMark;
    if (!heading || last > begin + 1) paragraphs.push_back({begin, last, heading});
    begin = std::string_view::npos;
  };
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (IsSpace(raw[i])) {
      newlines += raw[i] == '\n' ? 1 : 0;
      continue;
    }
    if (newlines >= 2) finish();
    if (begin == std::string_view::npos) begin = i;
    newlines = 0;
    last = i + 1;
  }
  finish();
  return paragraphs;
}

class Layout {
 public:
  Layout(std::string_view raw, std::vector<DocumentLink>& links) : raw_(raw), links_(links) {}

  std::string Run() {
    const std::vector<Paragraph> paragraphs = Paragraphs(raw_);
    for (std::size_t p = 0; p < paragraphs.size(); ++p) {
      const Paragraph& paragraph = paragraphs[p];
      const bool followed = p + 1 < paragraphs.size() && !paragraphs[p + 1].heading;
      if (paragraph.heading && !followed) continue;
      if (!text_.empty()) text_ += "\n\n";
      const std::size_t before = text_.size();
      Append(paragraph.begin + (paragraph.heading ? 1 : 0), paragraph.end);
      if (text_.size() == before && before > 0) text_.resize(before - 2);
    }
    kept_.swap(links_);
    return std::move(text_);
  }

 private:
  void Append(std::size_t begin, std::size_t end) {
    bool space = false;
    const std::size_t start = text_.size();
    while (next_ < links_.size() && links_[next_].end <= begin) ++next_;
    for (std::size_t i = begin; i < end;) {
      while (next_ < links_.size() && links_[next_].end <= i) EndLink();
      if (IsSpace(raw_[i])) {
        space = true;
        ++i;
        continue;
      }
      if (raw_[i] == '(' && (i == begin || IsSpace(raw_[i - 1]))) {  // "printf()" is text
        if (const std::size_t close = raw_.find_first_not_of(" ,;", i + 1); close < end && raw_[close] == ')') {
          i = close + 1;  // nothing is left inside; the space before it serves for the one after
          continue;
        }
      }
      if (space && text_.size() > start) text_.push_back(' ');
      space = false;
      if (next_ < links_.size() && !inside_ && links_[next_].begin <= i) {
        inside_ = true;
        begin_ = text_.size();
      }
      const std::size_t word = EndOfWord(i, end);
      text_.append(raw_.substr(i, word - i));
      i = word;
    }
    if (inside_) EndLink();  // a link ends with its paragraph
  }

  // Up to white space, or to where a link begins or ends.
  std::size_t EndOfWord(std::size_t i, std::size_t end) const {
    if (next_ < links_.size()) end = std::min<std::size_t>(end, inside_ ? links_[next_].end : links_[next_].begin);
    do ++i;
    while (i < end && !IsSpace(raw_[i]));
    return i;
  }

  void EndLink() {
    if (inside_ && text_.size() > begin_) kept_.push_back({begin_, text_.size(), std::move(links_[next_].target)});
    inside_ = false;
    ++next_;
  }

  std::string_view raw_;
  std::vector<DocumentLink>& links_;
  std::vector<DocumentLink> kept_;
  std::string text_;
  std::size_t next_ = 0;  // of links_
  bool inside_ = false;
  std::uint64_t begin_ = 0;
};

}  // namespace

std::string LayOutText(std::string_view raw, std::vector<DocumentLink>& links) { return Layout(raw, links).Run(); }

}  // namespace linkbert
