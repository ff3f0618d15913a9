#include "data/tokens/text_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "base/error.h"

namespace linkbert {
namespace {

std::vector<std::string> LinesIn(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; ReadLine(in, line) == LineRead::kLine;) lines.push_back(line);
  return lines;
}

TEST(ReadLine, ReadsWhatGetlineReads) {
  constexpr std::size_t kPiece = 1 << 16;  // of the reader
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, kPiece - 2, kPiece - 1, kPiece, 3 * kPiece}) {
    for (const char* end : {"", "\n", "\n\n"}) {
      const std::string text = "first\n\n" + std::string(length, 'x') + end;
      std::istringstream in(text);
      std::vector<std::string> wanted;
      for (std::string line; std::getline(in, line);) wanted.push_back(line);
      EXPECT_EQ(LinesIn(text), wanted) << length;
    }
  }
}

TEST(ReadLine, GivesUpOnALineWithoutEnd) {
  std::istringstream in(std::string(kMaxLineBytes + (1 << 20), 'x'));
  std::string line;
  EXPECT_EQ(ReadLine(in, line), LineRead::kTooLong);
  EXPECT_LT(line.size(), kMaxLineBytes + (1 << 17));
}

TEST(RequireUtf8, NamesTheByte) {
  EXPECT_NO_THROW(RequireUtf8("na\xc3\xafve \xef\xbf\xbd", "a"));  // a replacement character is one as well
  try {
    RequireUtf8("caf\xe9", "a.txt:7");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    EXPECT_THAT(error.what(), testing::HasSubstr("a.txt:7: byte 4 (0xe9)"));
  }
}

}  // namespace
}  // namespace linkbert
