// Segmenter: sentences to segments, windows, and byte offsets to tokens, against encoding each sentence by itself.
#include "data/tokens/segmenter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/philox.h"
#include "tests/support/prepare_support.h"

namespace linkbert {
namespace {

using testing::ElementsAre;

const Vocabulary& Words() {
  static const Vocabulary vocabulary = test::SpellingVocabulary({"one", "two", "three", "four", "five"});
  return vocabulary;
}

SegmentedText Segment(const std::string& text, std::int64_t budget) {
  const WordPieceTokenizer tokenizer(Words(), {});
  SegmentedText out;
  Segmenter(tokenizer, budget).Segment(text, out);
  return out;
}

TEST(Segmenter, MakesASentenceASegment) {
  EXPECT_THAT(Segment("one two. Three four five.\n\none", 100).segment_lengths, ElementsAre(3, 4, 1));
}

TEST(Segmenter, CutsLongSentencesIntoWindows) {
  EXPECT_THAT(Segment("one two three four five one two. One", 3).segment_lengths, ElementsAre(3, 3, 2, 1));
}

TEST(Segmenter, CutsAWindowWhereAWordBegins) {
  // "abc" is three pieces: a ##b ##c.
  EXPECT_THAT(Segment("one two abc one", 4).segment_lengths, ElementsAre(2, 4));
  EXPECT_THAT(Segment("abcdefgh one", 4).segment_lengths, ElementsAre(4, 4, 1)) << "a single word fills the window";
}

TEST(Segmenter, SentencesWithoutATokenMakeNoSegment) {
  EXPECT_THAT(Segment("one\n\x01\n\ntwo", 9).segment_lengths, ElementsAre(1, 1));
  EXPECT_TRUE(Segment("\x01 \n", 9).segment_lengths.empty());
}

TEST(Segmenter, PlacesBytesOnTokens) {
  const SegmentedText text = Segment("one two. Abc one.", 100);
  const auto place = [&](std::uint64_t offset) {
    return std::pair(text.Place(offset).segment, text.Place(offset).token);
  };
  EXPECT_EQ(place(0), std::pair(0U, 0U));
  EXPECT_EQ(place(4), std::pair(0U, 1U));
  EXPECT_EQ(place(3), std::pair(0U, 1U)) << "white space belongs to the token behind it";
  EXPECT_EQ(place(9), std::pair(1U, 0U));
  EXPECT_EQ(place(10), std::pair(1U, 1U)) << "in mid word";
  EXPECT_EQ(place(13), std::pair(1U, 3U));
  EXPECT_EQ(place(400), std::pair(1U, 4U)) << "behind the end: the last token";
}

// The whole text is tokenised once; the outcome must be that of its sentences one by one.
TEST(Segmenter, CuttingAfterwardsChangesNoToken) {
  const WordPieceTokenizer tokenizer(Words(), {});
  const std::vector<std::string> words{"one", "xyz", "Two", "U.S.", "(three)", "1999", "\u00E9t\u00E9", "-", "\u4E2D"};
  for (std::uint64_t sample = 0; sample < 200; ++sample) {
    const RandomSequence random(1, RandomStream::kVocabulary, sample);
    std::string text;
    std::vector<std::int32_t> wanted;
    Encoding sentence;
    for (std::uint32_t s = 0; s < 4; ++s) {
      std::string part;
      for (std::uint32_t w = 0; w < 5; ++w) part += words[random.Below(s * 5 + w, words.size())] + " ";
      text += part + "\n";
      tokenizer.Encode(part, sentence);
      wanted.insert(wanted.end(), sentence.ids.begin(), sentence.ids.end());
    }
    EXPECT_EQ(Segment(text, 7).encoding.ids, wanted) << text;
  }
}

}  // namespace
}  // namespace linkbert
