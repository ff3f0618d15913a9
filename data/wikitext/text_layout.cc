#include "data/wikitext/text_layout.h"

#include <algorithm>
#include <array>
#include <utility>

#include "data/documents/byte_scan.h"

namespace linkbert {
namespace {

constexpr std::array<bool, 256> kLayoutSpace = [] {
  std::array<bool, 256> space{};
  for (const char c : std::string_view(" \n\t\r\f\v")) space[static_cast<unsigned char>(c)] = true;
  return space;
}();
bool IsLayoutSpace(char c) { return kLayoutSpace[static_cast<unsigned char>(c)]; }

constexpr std::size_t kDeepestHeading = 6;  // as HTML has it

struct Paragraph {
  std::size_t begin;
  std::size_t end;
  std::size_t level;  // of a heading; 0: text
  bool kept = true;
};

// Behind the parentheses at raw[at] where nothing is inside: "( , ;)"; npos for anything else.
std::size_t BehindEmptyParentheses(std::string_view raw, std::size_t at, std::size_t end) {
  const std::size_t close = raw.find_first_not_of(" ,;", at + 1);
  return close < end && raw[close] == ')' ? close + 1 : std::string_view::npos;
}

bool IsBlank(std::string_view raw, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end;) {
    const std::size_t next = raw[at] == '('           ? BehindEmptyParentheses(raw, at, end)
                             : IsLayoutSpace(raw[at]) ? at + 1
                                                      : 0;
    if (next == 0 || next == std::string_view::npos || (next > at + 1 && next < end && !IsLayoutSpace(raw[next]))) {
      return false;
    }
    at = next;
  }
  return true;
}

// Pieces between empty lines, without white space around them.
std::vector<Paragraph> Paragraphs(std::string_view raw) {
  std::vector<Paragraph> paragraphs;
  std::size_t next = 0;
  while (next < raw.size() && IsLayoutSpace(raw[next])) ++next;
  while (next < raw.size()) {
    const std::size_t begin = next;
    std::size_t end = 0, newlines = 1;
    while (newlines < 2 && next < raw.size()) {
      end = next = std::min(raw.find('\n', next), raw.size());
      for (newlines = 0; next < raw.size() && IsLayoutSpace(raw[next]); ++next) newlines += raw[next] == '\n' ? 1 : 0;
    }
    while (IsLayoutSpace(raw[end - 1])) --end;
    const bool heading =
        raw[begin] == kHeadingMark && end > begin + 1 && raw[begin + 1] >= '1' && raw[begin + 1] <= '6';
    Paragraph paragraph{begin + (heading ? 2 : 0), end, heading ? static_cast<std::size_t>(raw[begin + 1] - '0') : 0};
    paragraph.kept = !IsBlank(raw, paragraph.begin, end);
    paragraphs.push_back(paragraph);
  }
  return paragraphs;
}

// Headings stay whose section, up to the next heading of their level or a higher one, has text.
void DropEmptySections(std::vector<Paragraph>& paragraphs) {
  std::array<bool, kDeepestHeading + 1> text_follows{};  // in the section of a heading of each level that stood here
  for (auto paragraph = paragraphs.rbegin(); paragraph != paragraphs.rend(); ++paragraph) {
    if (paragraph->level == 0) {
      if (paragraph->kept) text_follows.fill(true);
      continue;
    }
    paragraph->kept &= text_follows[paragraph->level];
    std::fill(text_follows.begin() + static_cast<std::ptrdiff_t>(paragraph->level), text_follows.end(), false);
  }
}

class Layout {
 public:
  Layout(std::string_view raw, std::vector<DocumentLink>& links, NamedCounts& lost)
      : raw_(raw), links_(links), lost_(lost) {}

  std::string Run() {
    std::vector<Paragraph> paragraphs = Paragraphs(raw_);
    DropEmptySections(paragraphs);
    text_.reserve(raw_.size());
    for (const Paragraph& paragraph : paragraphs) {
      if (paragraph.kept) {
        if (!text_.empty()) text_ += "\n\n";
        Append(paragraph.begin, paragraph.end);
      } else if (paragraph.level > 0) {
        LoseLinks(paragraph);
      }
    }
    const std::size_t gone = links_.size() - kept_.size() - in_headings_;
    if (gone > 0) Count(lost_, "empty", gone);
    kept_.swap(links_);
    return std::move(text_);
  }

 private:
  void LoseLinks(const Paragraph& heading) {
    SkipLinks(heading.begin);
    for (; next_ < links_.size() && links_[next_].begin < heading.end; ++next_) {
      ++in_headings_;
      Count(lost_, "in a heading without text");
    }
  }

  void SkipLinks(std::size_t until) {
    while (next_ < links_.size() && links_[next_].end <= until) ++next_;
  }

  void Append(std::size_t begin, std::size_t end) {
    bool space = false;
    const std::size_t start = text_.size();
    SkipLinks(begin);
    for (std::size_t i = begin; i < end;) {
      while (next_ < links_.size() && links_[next_].end <= i) EndLink();
      if (IsLayoutSpace(raw_[i])) {
        space = true;
        ++i;
        continue;
      }
      if (raw_[i] == '(' && (i == begin || IsLayoutSpace(raw_[i - 1]))) {  // "printf()" is text
        if (const std::size_t behind = BehindEmptyParentheses(raw_, i, end); behind <= end) {
          i = behind;  // the space before it serves for the one after
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
  NamedCounts& lost_;
  std::vector<DocumentLink> kept_;
  std::size_t in_headings_ = 0;  // links of those that are left out
  std::string text_;
  std::size_t next_ = 0;  // of links_
  bool inside_ = false;
  std::uint64_t begin_ = 0;
};

}  // namespace

void AppendHeadingMark(std::size_t level, std::string& raw) {
  raw.append("\n\n").push_back(kHeadingMark);
  raw.push_back(static_cast<char>('0' + std::clamp<std::size_t>(level, 1, kDeepestHeading)));
}

std::string LayOutText(std::string_view raw, std::vector<DocumentLink>& links, NamedCounts& lost) {
  return Layout(raw, links, lost).Run();
}

}  // namespace linkbert
