// SentenceStarts: the rule, case by case.
#include "data/tokens/sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace linkbert {
namespace {

using testing::ElementsAre;

std::vector<std::string> Sentences(const std::string& text) {
  std::vector<std::uint32_t> starts;
  SentenceStarts(text, starts);
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : text.size();
    std::string sentence = text.substr(starts[i], end - starts[i]);
    while (!sentence.empty() && (sentence.back() == ' ' || sentence.back() == '\n')) sentence.pop_back();
    sentences.push_back(sentence);
  }
  return sentences;
}

TEST(Sentences, EndAtFullStopsBeforeACapitalOrADigit) {
  EXPECT_THAT(Sentences("One two. Three! 4 five? Six"), ElementsAre("One two.", "Three!", "4 five?", "Six"));
}

TEST(Sentences, GoOnBeforeASmallLetterOrWithoutSpace) {
  EXPECT_THAT(Sentences("See a.out. and version 1.2.3 of it.Then"),
              ElementsAre("See a.out. and version 1.2.3 of it.Then"));
}

TEST(Sentences, DoNotEndAtAbbreviationsAndInitials) {
  EXPECT_THAT(Sentences("Dr. Who met J. Smith of Acme Inc. Ltd. in the U.S. Army, e.g. Bob. He left."),
              ElementsAre("Dr. Who met J. Smith of Acme Inc. Ltd. in the U.S. Army, e.g. Bob.", "He left."));
}

TEST(Sentences, DoNotEndAtAbbreviationsBeforeNumbers) {
  for (const char* text :
       {"Born c. 1480 and d. 1502, he fl. 1200 (r. 1099).", "The firm (est. 1995) is No. 5 of Art. 7.",
        "In c. AD 50 it was op. 9 in sec. 3, approx. 5 m, vs. 7.", "Chap. 3 of Vol. 2, ex. 4, no. (5), ca. 40."}) {
    EXPECT_THAT(Sentences(text), ElementsAre(text));
  }
}

TEST(Sentences, EndAtTheSameWordsElsewhere) {
  EXPECT_THAT(Sentences("He said no. She saw the art. They ate vitamin c. And left."),
              ElementsAre("He said no.", "She saw the art.", "They ate vitamin c.", "And left."));
  EXPECT_THAT(Sentences("It ends in 1999. 5 more came. Tempus est. Vale."),
              ElementsAre("It ends in 1999.", "5 more came.", "Tempus est.", "Vale."));
}

TEST(Sentences, DoNotEndAtTitlesAndAbbreviationsOfOtherLanguages) {
  for (const char* text :
       {"Rep. Smith, Adm. Jones and Messrs. Wood met Mme. Curie and Msgr. Rossi at Main Blvd. South.",
        "Das gilt z. B. Hunden, d. h. Tieren, bzw. Katzen und vgl. Meier.",
        "Warner Bros. Records vs. Hon. Lee, viz. Texas."}) {
    EXPECT_THAT(Sentences(text), ElementsAre(text));
  }
}

TEST(Sentences, TakeClosingQuotesAndBracketsAlong) {
  EXPECT_THAT(Sentences("(He said \"no.\") She left.\u201D Then"),
              ElementsAre("(He said \"no.\")", "She left.\u201D", "Then"));
}

TEST(Sentences, LineBreaksEndThem) {
  EXPECT_THAT(Sentences("\n title \n\n text goes on\nnext \n"), ElementsAre("title", "text goes on", "next"));
}

TEST(Sentences, ChineseAndJapaneseStopsNeedNoSpace) {
  EXPECT_THAT(Sentences("\u4F60\u597D\u3002\u518D\u89C1\uFF01\u300Dok"),
              ElementsAre("\u4F60\u597D\u3002", "\u518D\u89C1\uFF01", "\u300Dok"));
}

TEST(Sentences, LettersOutsideAsciiBeginOne) {
  EXPECT_THAT(Sentences("Fin. \u00C9tat. \u041C\u0438\u0440."),
              ElementsAre("Fin.", "\u00C9tat.", "\u041C\u0438\u0440."));
}

TEST(Sentences, OfNothingAreNone) {
  EXPECT_THAT(Sentences(""), ElementsAre());
  EXPECT_THAT(Sentences(" \n\t "), ElementsAre());
}

}  // namespace
}  // namespace linkbert
