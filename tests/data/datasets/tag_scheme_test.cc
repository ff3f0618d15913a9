// Tag schemes: which one a file has, what entities its tags mean, and the tags of another scheme.
#include "data/datasets/tag_scheme.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace linkbert {
namespace {

using testing::ElementsAre;
using Tags = std::vector<std::string>;

constexpr std::array<TagScheme, 4> kWritten = {TagScheme::kIob1, TagScheme::kIob2, TagScheme::kIobes,
                                               TagScheme::kBilou};

// PER of two words, LOC of one beside it, LOC of one beside that.
const std::vector<TagSpan> kSpans = {{"PER", 1, 3}, {"LOC", 3, 4}, {"LOC", 4, 5}};

std::string Recognised(const std::vector<Tags>& sentences) {
  SchemeSurvey survey;
  for (const Tags& tags : sentences) survey.Add(tags);
  return survey.Text();
}

TEST(TagScheme, WritesEachAsItIsDefined) {
  EXPECT_THAT(WriteTags(kSpans, 6, TagScheme::kIo), ElementsAre("O", "I-PER", "I-PER", "I-LOC", "I-LOC", "O"));
  EXPECT_THAT(WriteTags(kSpans, 6, TagScheme::kIob1), ElementsAre("O", "I-PER", "I-PER", "I-LOC", "B-LOC", "O"));
  EXPECT_THAT(WriteTags(kSpans, 6, TagScheme::kIob2), ElementsAre("O", "B-PER", "I-PER", "B-LOC", "B-LOC", "O"));
  EXPECT_THAT(WriteTags(kSpans, 6, TagScheme::kIobes), ElementsAre("O", "B-PER", "E-PER", "S-LOC", "S-LOC", "O"));
  EXPECT_THAT(WriteTags(kSpans, 6, TagScheme::kBilou), ElementsAre("O", "B-PER", "L-PER", "U-LOC", "U-LOC", "O"));
  EXPECT_THAT(WriteTags(std::vector<TagSpan>{{"", 0, 2}}, 2, TagScheme::kIob2), ElementsAre("B", "I"));
}

TEST(TagScheme, ReadsWhatItWritesAndRecognisesIt) {
  std::mt19937 draw(7);
  for (int trial = 0; trial < 50; ++trial) {
    std::vector<TagSpan> spans;
    std::size_t words = draw() % 3;
    for (int i = 0; i < 8; ++i) {
      const std::size_t begin = words + draw() % 2, end = begin + 1 + draw() % 3;
      spans.push_back({draw() % 2 == 0 ? "A" : "B", begin, end});
      words = end;
    }
    spans.push_back({"A", words, words + 1}), spans.push_back({"A", words + 1, words + 3});  // what tells IOB1 apart
    for (const TagScheme scheme : kWritten) {
      const Tags tags = WriteTags(spans, words + 4, scheme);
      EXPECT_EQ(ReadSpans(tags), spans) << SchemeName(scheme);
      EXPECT_EQ(Recognised({tags}), SchemeName(scheme));
    }
  }
}

TEST(TagScheme, LettersAndPlacesTellWhichItIs) {
  EXPECT_EQ(Recognised({{"I-A", "I-A", "O"}, {"I-A"}}), "IO");
  EXPECT_EQ(Recognised({{"B-A", "O"}, {"B-A", "B-A"}}), "IOB2");
  EXPECT_EQ(Recognised({{"B-A", "I-A"}, {"O", "I-A"}}), "IOB2, which 1 tags break");
  EXPECT_EQ(Recognised({{"B", "I"}}), "IOB2");
  EXPECT_EQ(Recognised({{"S-A", "B-A", "O"}}), "IOBES, which 1 tags break");
  EXPECT_EQ(Recognised({{"S-A"}, {"U-A"}}), "IOBES and BILOU mixed");
  EXPECT_EQ(Recognised({{"O"}}), "no entity");
  EXPECT_EQ(Recognised({{"O", "NN"}}), "no scheme that we know");
  EXPECT_EQ(SchemeOfTags(Tags{"O", "B-A", "I-A"}), TagScheme::kIob2);
  EXPECT_EQ(SchemeOfTags(Tags{"O", "U-A"}), TagScheme::kBilou);
  EXPECT_FALSE(SchemeOfTags(Tags{"O", "LABEL_1"}));
  EXPECT_EQ(ParseScheme("bioes"), TagScheme::kIobes);
  EXPECT_FALSE(ParseScheme("keep"));
}

TEST(TagScheme, BrokenTagsAreReadAsConlleval) {
  EXPECT_THAT(ReadSpans(Tags{"I-A", "I-B", "E-B", "I-B", "L-C"}),
              ElementsAre(TagSpan{"A", 0, 1}, TagSpan{"B", 1, 3}, TagSpan{"B", 3, 4}, TagSpan{"C", 4, 5}));
  EXPECT_EQ(SplitTag("PER-B"), std::nullopt);
  EXPECT_EQ(SplitTag("OX"), std::nullopt);
  EXPECT_EQ(SplitTag("B-A-C")->type, "A-C");
}

}  // namespace
}  // namespace linkbert
