#include "data/documents/plain_text.h"

#include "data/tokens/utf8.h"

namespace linkbert {

void PlainText::Append(std::string_view raw, bool paragraphs) {
  for (auto at = raw.begin(); at != raw.end();) {
    if (*at == '\n' && paragraphs) {
      ++newlines_, ++at;
    } else if (IsAsciiSpace(*at)) {
      space_ = true, ++at;
    } else {
      // Also over single spaces, which stay as they are.
      auto end = at + 1;
      while (end != raw.end() &&
             (!IsAsciiSpace(*end) || (*end == ' ' && end + 1 != raw.end() && !IsAsciiSpace(end[1]))))
        ++end;
      text_ += Separator();
      text_.append(at, end);
      space_ = false, newlines_ = 0;
      at = end;
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
