#include "data/documents/wikitext/text_layout.h"

#include <algorithm>
#include <array>
#include <utility>

#include "data/documents/byte_scan.h"

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
  std::size_t next = 0;
  while (next < raw.size() && IsSpace(raw[next])) ++next;
  while (next < raw.size()) {
    const std::size_t begin = next;
    std::size_t end = 0, newlines = 1;
    while (newlines < 2 && next < raw.size()) {
      end = next = std::min(raw.find('\n', next), raw.size());
      for (newlines = 0; next < raw.size() && IsSpace(raw[next]); ++next) newlines += raw[next] == '\n' ? 1 : 0;
    }
    while (IsSpace(raw[end - 1])) --end;
    const bool heading = raw[begin] == kHeadingMark;
    if (!heading || end > begin + 1) paragraphs.push_back({begin, end, heading});
  }
  return paragraphs;
}

class Layout {
 public:
  Layout(std::string_view raw, std::vector<DocumentLink>& links) : raw_(raw), links_(links) {}

  std::string Run() {
    const std::vector<Paragraph> paragraphs = Paragraphs(raw_);
    text_.reserve(raw_.size());
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
      const std::size_t words = EndOfWords(i, end);
      text_.append(raw_.substr(i, words - i));
      i = words;
    }
    if (inside_) EndLink();  // a link ends with its paragraph
  }

  // Over words between single spaces, up to other white space, "(", or to where a link begins or ends.
  std::size_t EndOfWords(std::size_t i, std::size_t end) const {
    if (next_ < links_.size()) end = std::min<std::size_t>(end, inside_ ? links_[next_].end : links_[next_].begin);
    const auto stops = [](ByteBlock block, ByteBlock next) {
      const auto is_other_space = [](ByteBlock bytes) { return (bytes >= '\t') & (bytes <= '\r'); };
      return is_other_space(block) | ((block == ' ') & (is_other_space(next) | (next == ' ') | (next == '(')));
    };
    const std::size_t stop = FindByteIf(raw_, i + 1, end, stops);
    return raw_[stop - 1] == ' ' ? stop - 1 : stop;  // one before the end
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
