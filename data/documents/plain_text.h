// PlainText: collects text whose white space is normalised as it comes: one space, or "\n\n" between paragraphs.
//
// No white space at the beginning or the end, so offsets taken between Append calls are those of the final text.
#pragma once
#include <string>
#include <string_view>

namespace linkbert {

inline bool IsAsciiSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class PlainText {
 public:
  // White space holding an empty line ends the paragraph.
  void Append(std::string_view raw) { Append(raw, true); }
  // All white space becomes one space; the text of a link must not fall into two paragraphs.
  void AppendOneLine(std::string_view raw) { Append(raw, false); }
  void EndParagraph() { newlines_ = 2; }

  // Where the next character other than white space will stand.
  std::size_t NextOffset() const { return text_.size() + Separator().size(); }
  std::size_t size() const { return text_.size(); }
  std::string Take() { return std::move(text_); }

 private:
  void Append(std::string_view raw, bool paragraphs);
  std::string_view Separator() const {
    if (text_.empty()) return "";
    return newlines_ >= 2 ? "\n\n" : space_ || newlines_ > 0 ? " " : "";
  }

  std::string text_;
  bool space_ = false;  // white space seen since the last character
  int newlines_ = 0;
};

// White space runs become one space; none at either end.
std::string OneLine(std::string_view raw);

// Bytes that are no UTF-8 become U+FFFD; true if there were any.
bool RepairUtf8(std::string& text);

}  // namespace linkbert
