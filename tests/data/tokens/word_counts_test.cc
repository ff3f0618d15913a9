#include "data/tokens/word_counts.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/philox.h"

namespace linkbert {
namespace {

TextSource SourceOf(const std::vector<std::string>& texts) {
  return [&texts, next = std::size_t{0}](std::string& text) mutable {
    if (next == texts.size()) return false;
    text = texts[next++];
    return true;
  };
}

TEST(WordCounts, CountsNormalisedWords) {
  WordCounts counts(BertNormalizer(true));
  counts.AddText("Caf\u00e9, CAFE caf\u0065\u0301!");
  EXPECT_EQ(counts.Count("cafe"), 3U);
  EXPECT_EQ(counts.Count(","), 1U);
  EXPECT_EQ(counts.Count("Cafe"), 0U);
  EXPECT_EQ(counts.size(), 3U);
}

TEST(WordCounts, KeepsCapitalsAndAccentsOfCasedTexts) {
  WordCounts counts(BertNormalizer(false));
  counts.AddText("Caf\u00e9 cafe");
  EXPECT_EQ(counts.Count("Caf\u00e9"), 1U);
  EXPECT_EQ(counts.Count("cafe"), 1U);
}

TEST(WordCounts, LeavesOutWordsTheTokenizerNeverLooksInto) {
  WordCounts counts(BertNormalizer(true));
  counts.AddText(std::string(101, 'a') + " " + std::string(100, 'b'));
  EXPECT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts.Count(std::string(100, 'b')), 1U);
}

TEST(WordCounts, AreTheSameForAnyNumberOfThreads) {
  std::vector<std::string> texts(500);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const RandomSequence random(3, RandomStream::kVocabulary, i);
    for (std::uint32_t k = 0; k < 40; ++k) texts[i] += fmt::format("w{} ", random.Below(k, 50));
  }
  const WordCounts one = CountWords(SourceOf(texts), BertNormalizer(true), 1);
  const WordCounts four = CountWords(SourceOf(texts), BertNormalizer(true), 4);
  EXPECT_EQ(one.size(), 50U);
  EXPECT_EQ(one.map(), four.map());
}

TEST(WordCounts, NoTextsGiveNoWords) {
  EXPECT_EQ(CountWords([](std::string&) { return false; }, BertNormalizer(true), 2).size(), 0U);
}

}  // namespace
}  // namespace linkbert
