#include "data/tokens/text_line.h"

#include <array>

#include "base/error.h"
#include "data/tokens/utf8.h"

namespace linkbert {

LineRead ReadLine(std::istream& in, std::string& line) {
  line.clear();
  std::array<char, 1 << 16> piece;
  for (;;) {
    in.getline(piece.data(), piece.size());
    const auto count = static_cast<std::size_t>(in.gcount());
    if (in.eof()) {
      line.append(piece.data(), count);
      return line.empty() ? LineRead::kEnd : LineRead::kLine;
    }
    if (in.good()) {
      line.append(piece.data(), count - 1);  // the newline was counted
      return LineRead::kLine;
    }
    if (in.bad() || count == 0) return LineRead::kEnd;
    line.append(piece.data(), count);  // the piece was full
    in.clear();
    if (line.size() > kMaxLineBytes) return LineRead::kTooLong;
  }
}

void FailTooLong(const std::string& where) {
  throw Fail(ErrorCode::kInput, "{}: a line of more than {} MiB, wanted text in lines. Is it the right file?", where,
             kMaxLineBytes >> 20);
}

void RequireUtf8(std::string_view text, const std::string& where) {
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCharacter character = DecodeUtf8(text, at);
    if (character.code_point == 0xFFFD && character.bytes == 1) {
      throw Fail(ErrorCode::kInput, "{}: byte {} (0x{:02x}) is not UTF-8. Convert the file, or name the right one.",
                 where, at + 1, static_cast<unsigned>(static_cast<unsigned char>(text[at])));
    }
    at += character.bytes;
  }
}

}  // namespace linkbert
