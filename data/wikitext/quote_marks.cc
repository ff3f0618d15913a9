#include "data/wikitext/quote_marks.h"

#include <algorithm>

#include "data/documents/byte_scan.h"

namespace linkbert {
namespace {

// Bold by what stands before it, best to be an apostrophe first.
enum Mark : char { kItalic = 3, kBoldAfterLetter, kBoldAfterWord, kBoldAfterSpace, kBoth };

// Of a run of three, or of four whose first is text, by the two bytes before it. What begins a line is a word.
Mark Bold(std::string_view source, std::size_t at, bool apostrophe) {
  const auto before = [&](std::size_t bytes) { return at >= bytes ? source[at - bytes] : '\n'; };
  if (apostrophe) return before(1) == ' ' ? kBoldAfterLetter : kBoldAfterWord;
  if (before(1) == ' ') return kBoldAfterSpace;
  return before(1) != '\n' && before(2) == ' ' ? kBoldAfterLetter : kBoldAfterWord;
}

// The place of the bold mark that is an apostrophe, where the line's numbers are odd.
class Line {
 public:
  void Take(Mark mark, std::size_t at) {
    italics_ ^= mark == kItalic || mark == kBoth;
    bolds_ ^= mark != kItalic;
    if (mark < kBoldAfterLetter || mark > kBoldAfterSpace || mark >= best_) return;
    best_ = mark;
    at_ = at;
  }
  // And begins another line.
  void End(std::string& out) {
    if (italics_ && bolds_ && best_ != kBoth) out[at_] = '\'';
    *this = {};
  }

 private:
  bool italics_ = false, bolds_ = false;  // odd
  Mark best_ = kBoth;
  std::size_t at_ = 0;
};

std::size_t NextMark(const std::string& out, std::size_t at) {
  constexpr char kFirst = kItalic;
  return FindByteIf(out, at, out.size(),
                    [](ByteBlock block, ByteBlock) { return (block >= kFirst) & (block <= kQuotedLineEnd); });
}

// Takes the bytes at `places`, which ascend, out of the text.
void Erase(const std::vector<std::size_t>& places, std::string& text) {
  std::size_t end = places.front();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t from = places[i] + 1, to = i + 1 < places.size() ? places[i + 1] : text.size();
    std::copy(text.begin() + static_cast<std::ptrdiff_t>(from), text.begin() + static_cast<std::ptrdiff_t>(to),
              text.begin() + static_cast<std::ptrdiff_t>(end));
    end += to - from;
  }
  text.resize(end);
}

}  // namespace

std::size_t TakeQuotes(std::string_view source, std::size_t at, std::string& out) {
  const std::size_t run = SkipAnyOf<'\''>(source, at) - at;
  if (run < 2) return 0;
  // Two are italics, three bold, five both; four are one apostrophe and bold, more than five apostrophes and both.
  const std::size_t shown = run == 4 ? 1 : run > 5 ? run - 5 : 0;
  out.append(shown, '\'');
  out.push_back(run == 2 ? kItalic : run >= 5 ? kBoth : Bold(source, at, run == 4));
  return run;
}

void SettleQuotes(std::string& out, std::size_t begin, std::vector<DocumentLink>& links, std::size_t first,
                  QuotedLines lines) {
  std::vector<std::size_t> places;
  Line line;
  for (std::size_t at = NextMark(out, begin); at < out.size(); at = NextMark(out, at + 1)) {
    places.push_back(at);
    if (out[at] != kQuotedLineEnd) {
      line.Take(static_cast<Mark>(out[at]), at);
    } else if (lines == QuotedLines::kMany) {
      line.End(out);
    }
  }
  line.End(out);
  std::erase_if(places, [&out](std::size_t at) { return out[at] == '\''; });
  if (places.empty()) return;
  std::size_t before_begin = 0, before_end = 0;  // marks
  for (std::size_t i = first; i < links.size(); ++i) {
    while (before_begin < places.size() && places[before_begin] < links[i].begin) ++before_begin;
    while (before_end < places.size() && places[before_end] < links[i].end) ++before_end;
    links[i].begin -= before_begin;
    links[i].end -= before_end;
  }
  Erase(places, out);
}

}  // namespace linkbert
