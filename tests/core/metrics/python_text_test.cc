#include "core/metrics/python_text.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <functional>

#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

// Over the lines that `text` makes of every character, as tests/golden/make_python_text_golden.py prints it.
unsigned long SweepChecksum(const std::function<std::string(char32_t, const std::string&)>& text) {
  unsigned long checksum = ::crc32(0, nullptr, 0);
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string character;
    AppendUtf8(c, character);
    const std::string line = text(c, character) + "\n";
    checksum = ::crc32(checksum, reinterpret_cast<const Bytef*>(line.data()), static_cast<uInt>(line.size()));
  }
  return checksum;
}

TEST(PythonText, EveryCharacterIsLoweredAsPythonDoes) {
  EXPECT_EQ(SweepChecksum([](char32_t, const std::string& c) { return PythonLower(c); }), 0x5ba07120UL);
}

TEST(PythonText, EveryCharacterIsOfPythonsKind) {
  EXPECT_EQ(SweepChecksum([](char32_t c, const std::string&) {
              return fmt::format("{:d}{:d}", IsPythonSpace(c), IsPythonAlnum(c));
            }),
            0xa4a4cf3eUL);
}

TEST(PythonText, TheFinalSigmaLooksAtEveryNeighbourAsPythonDoes) {
  EXPECT_EQ(SweepChecksum([](char32_t, const std::string& c) {
              return PythonLower("A" + c + "Σ " + c + "Σ AΣ" + c + "a AΣ" + c);
            }),
            0x4406dbbaUL);
}

TEST(PythonText, LowersWordsWithTheirSigmas) {
  EXPECT_EQ(PythonLower("ΌΣΟΣ ΑΣ. ΣΑ'Σ İX Ǆ ÀÉ Σ"), "όσος ας. σα'ς i̇x ǆ àé σ");
  EXPECT_EQ(PythonLower("Plain ASCII 42"), "plain ascii 42");
}

TEST(PythonText, SplitsAtAnyWhiteSpace) {
  const std::string text = "\u00a0one\u2003two\x1cthree\u3000";
  EXPECT_EQ(PythonSplit(text), (std::vector<std::string_view>{"one", "two", "three"}));
  EXPECT_TRUE(PythonSplit(" \t").empty());
}

TEST(PythonText, PunctuationIsThatOfAscii) {
  std::string found;
  for (char32_t c = 0; c < 0x3000; ++c) {
    if (IsPythonPunctuation(c)) AppendUtf8(c, found);
  }
  EXPECT_EQ(found, R"(!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~)");
}

}  // namespace
}  // namespace linkbert
