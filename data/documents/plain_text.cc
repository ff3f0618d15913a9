#include "data/documents/plain_text.h"

#include "data/tokens/utf8.h"

namespace linkbert {

void PlainText::Append(std::string_view raw, bool paragraphs) {
  for (const char c : raw) {
    if (c == '\n' && paragraphs) {
      ++newlines_;
    } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
      space_ = true;
    } else {
      text_ += Separator();
      text_ += c;
      space_ = false, newlines_ = 0;
    }
  }
}

std::string OneLine(std::string_view raw) {
  PlainText text;
  text.AppendOneLine(raw);
  return text.Take();
}

bool RepairUtf8(std::string& text) {
  if (IsValidUtf8(text)) return false;
  std::string repaired;
  repaired.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCharacter character = DecodeUtf8(text, at);
    AppendUtf8(character.code_point, repaired);
    at += character.bytes;
  }
  text = std::move(repaired);
  return true;
}

}  // namespace linkbert
