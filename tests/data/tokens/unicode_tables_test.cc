#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "data/tokens/word_splitter.h"
#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

// What becomes of "ab<c>cd", as tests/golden/make_tokenizer_golden.py writes it.
void AppendWords(char32_t c, const WordSplitter& splitter, WordBuffer& buffer, std::string& lines) {
  std::string text = "ab";
  const std::uint32_t bytes = AppendUtf8(c, text);
  text += "cd";
  const auto code_points = [&](std::uint32_t offset) { return offset <= 2 ? offset : offset - bytes + 1; };
  splitter.Split(text, 0, text.size(), buffer, [&](const Word& word) {
    fmt::format_to(std::back_inserter(lines), "{} {} {}\n", word.text, code_points(word.source_begin),
                   code_points(word.source_end));
  });
  lines += '\n';
}

void ExpectSweep(bool lower_case, const std::vector<std::uint64_t>& wanted) {
  const WordSplitter splitter(lower_case);
  WordBuffer buffer;
  ASSERT_EQ(wanted.size(), 0x110U);
  for (char32_t block = 0; block < 0x110; ++block) {
    std::string lines;
    for (char32_t c = block << 12; c < (block + 1) << 12; ++c) {
      if (c < 0xD800 || c > 0xDFFF) AppendWords(c, splitter, buffer, lines);
    }
    const auto seen = ::crc32(0, reinterpret_cast<const Bytef*>(lines.data()), static_cast<uInt>(lines.size()));
    EXPECT_EQ(seen, wanted[block]) << fmt::format("U+{0:X}000 to U+{0:X}FFF", static_cast<std::uint32_t>(block));
  }
}

TEST(UnicodeTables, EveryCodePointIsTreatedAsTheGoldenFileSaysCased) {
  ExpectSweep(false, ReadGolden("tokenizer_sweep.json").at("cased").get<std::vector<std::uint64_t>>());
}

TEST(UnicodeTables, EveryCodePointIsTreatedAsTheGoldenFileSaysUncased) {
  ExpectSweep(true, ReadGolden("tokenizer_sweep.json").at("uncased").get<std::vector<std::uint64_t>>());
}

}  // namespace
}  // namespace linkbert
