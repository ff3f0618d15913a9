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

constexpr char32_t kBlocks = 0x110;  // of 4096 code points

uLong Checksum(std::string_view text, uLong before = 0) {
  return ::crc32(before, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
}

uLong SweepBlock(char32_t block, const WordSplitter& splitter) {
  WordBuffer buffer;
  std::string lines;
  for (char32_t c = block << 12; c < (block + 1) << 12; ++c) {
    if (c < 0xD800 || c > 0xDFFF) AppendWords(c, splitter, buffer, lines);
  }
  return Checksum(lines);
}

void ExpectSweep(bool lower_case, const std::vector<std::uint64_t>& wanted) {
  const WordSplitter splitter(BertNormalizer(lower_case));
  ASSERT_EQ(wanted.size(), kBlocks);
  for (char32_t block = 0; block < kBlocks; ++block) {
    EXPECT_EQ(SweepBlock(block, splitter), wanted[block])
        << fmt::format("U+{0:X}000 to U+{0:X}FFF", static_cast<std::uint32_t>(block));
  }
}

TEST(UnicodeTables, EveryCodePointIsTreatedAsTheGoldenFileSaysCased) {
  ExpectSweep(false, ReadGolden("tokenizer_sweep.json").at("cased").get<std::vector<std::uint64_t>>());
}

TEST(UnicodeTables, EveryCodePointIsTreatedAsTheGoldenFileSaysUncased) {
  ExpectSweep(true, ReadGolden("tokenizer_sweep.json").at("uncased").get<std::vector<std::uint64_t>>());
}

// Planes 0 to 2 and the tags: the rest is not assigned or private.
TEST(UnicodeTables, EveryAssignedCodePointIsTreatedAsTheGoldenFileSaysWithEveryCombinationOfOptions) {
  const auto wanted = ReadGolden("tokenizer_options.json").at("sweep").get<std::vector<std::uint64_t>>();
  ASSERT_EQ(wanted.size(), kNormalizers);
  for (std::size_t number = 0; number < kNormalizers; ++number) {
    const WordSplitter splitter(OptionsOf(number));
    uLong seen = 0;
    for (char32_t block = 0; block < 0x31; ++block) {
      const auto checksum = static_cast<std::uint32_t>(SweepBlock(block < 0x30 ? block : 0xE0, splitter));
      seen = Checksum({reinterpret_cast<const char*>(&checksum), sizeof checksum}, seen);
    }
    EXPECT_EQ(seen, wanted[number]) << ToText(OptionsOf(number));
  }
}

// The reference's own texts: sequences of marks, ideographs and controls, with the offsets inside words.
TEST(UnicodeTables, HardTextsAreCutAsTheGoldenFileSaysWithEveryCombinationOfOptions) {
  const auto wanted = ReadGolden("tokenizer_options.json").at("cases").get<std::vector<std::uint64_t>>();
  const nlohmann::json golden = ReadGolden("tokenizer_cases.json");
  const Vocabulary vocabulary(golden.at("pieces").get<std::vector<std::string>>());
  ASSERT_EQ(wanted.size(), kNormalizers);
  for (std::size_t number = 0; number < kNormalizers; ++number) {
    const WordPieceTokenizer tokenizer(vocabulary, {.normalizer = OptionsOf(number)});
    std::string lines;
    for (const nlohmann::json& one : golden.at("cases")) {
      if (one.at("case") != "cased") continue;  // the texts are there twice
      Encoding encoding;
      const auto text = one.at("text").get<std::string>();
      tokenizer.Encode(text, encoding);
      const Offsets offsets = CodePointOffsets(text, encoding);
      for (std::size_t i = 0; i < offsets.size(); ++i)
        lines += fmt::format("{} {} {}\n", encoding.ids[i], offsets[i].first, offsets[i].second);
      lines += '\n';
    }
    EXPECT_EQ(Checksum(lines), wanted[number]) << ToText(OptionsOf(number));
  }
}

}  // namespace
}  // namespace linkbert
