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
