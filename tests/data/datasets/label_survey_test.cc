// Classes or scores, and what is neither.
#include "data/datasets/label_survey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "data/datasets/label_names.h"
#include "tests/data/datasets/task_support.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

LabelSurvey Of(const std::vector<std::string>& labels) {
  LabelSurvey survey;
  for (std::size_t i = 0; i < labels.size(); ++i) survey.Add(labels[i], fmt::format("a.csv:{}", i + 2));
  return survey;
}

std::string Refused(const std::vector<std::string>& labels) {
  return ErrorOf(ErrorCode::kInput, [&] { Of(labels).AreScores(); });
}

TEST(LabelSurvey, ADecimalPointOrAnExponentMakesScores) {
  for (const std::vector<std::string>& labels : std::vector<std::vector<std::string>>{
           {"0.0", "1.5"}, {"0", "0.5", "1"}, {"-1.25", "2"}, {"1e-3", "2"}, {".5", "5."}, {" 3.8 ", ""}}) {
    EXPECT_TRUE(Of(labels).AreScores()) << labels[0];
    EXPECT_THAT(Of(labels).Text(), HasSubstr("--class-label"));
  }
  EXPECT_THAT(Of({"1.0", "0.0"}).Text(), AllOf(HasSubstr("scores"), HasSubstr("though each is a whole number")));
}

TEST(LabelSurvey, WholeNumbersAndTextsAreClasses) {
  EXPECT_FALSE(Of({"0", "1", "-1", "+1"}).AreScores());
  EXPECT_THAT(Of({"0", "1", "0"}).Text(), AllOf(HasSubstr("2 of them"), HasSubstr("--number-label")));
  EXPECT_FALSE(Of({"yes", "no", "1"}).AreScores());
  EXPECT_THAT(Of({"yes", "no"}).Text(), IsEmpty());
  EXPECT_FALSE(Of({"nan", "bread"}).AreScores());  // Indian bread
  EXPECT_FALSE(Of({"1,5", "one and a half"}).AreScores());
}

TEST(LabelSurvey, WhatIsNeitherIsRefusedWithItsLine) {
  EXPECT_THAT(Refused({"0.5", "n/a"}),
              AllOf(HasSubstr("a.csv:3"), HasSubstr("\"n/a\" is a text"), HasSubstr("a.csv:2")));
  EXPECT_THAT(Refused({"0", "nan", "1"}), AllOf(HasSubstr("a.csv:3"), HasSubstr("no finite number")));
  EXPECT_THAT(Refused({"0.5", "-inf"}), HasSubstr("no finite number"));
  EXPECT_THAT(Refused({"0.5", "1e999"}), HasSubstr("no finite number"));
  EXPECT_THAT(Refused({"1", "2,5"}), AllOf(HasSubstr("a.csv:3"), HasSubstr("decimal comma")));
  EXPECT_THAT(Refused({"1,5", "2,5"}), HasSubstr("decimal comma"));
}

TEST(LabelNames, OfTheFirstLineOrAFileBeside) {
  const test::TemporaryFolder folder;
  const char* fields[] = {"ner_tags", "label"};
  const auto find = [&](const std::string& line) { return FindLabelNames(folder / "train.json", line, fields); };
  EXPECT_THAT(find(R"({"tokens": [], "ner_tags": []})"), IsEmpty());
  EXPECT_THAT(find(R"({"ner_tags": [0], "names": ["O", "B-X"]})"), ElementsAre("O", "B-X"));
  WriteFileAtomically(
      folder / "dataset_info.json",
      R"({"features": {"id": {"dtype": "string"}, "pos_tags": {"feature": {"names": ["N"]}},)"
      R"("ner_tags": {"feature": {"names": ["O", "B-Y"], "_type": "ClassLabel"}, "_type": "Sequence"}}})");
  EXPECT_THAT(find("{}"), ElementsAre("O", "B-Y"));
  WriteFileAtomically(
      folder / "dataset_info.json",
      R"({"features": [{"name": "label", "dtype": {"class_label": {"names": {"0": "no", "1": "yes"}}}}]})");
  EXPECT_THAT(find("{}"), ElementsAre("no", "yes"));
  WriteFileAtomically(
      folder / "dataset_info.json",
      R"({"a": {"features": {"label": {"names": ["x", "y"]}}}, "b": {"features": {"label": {"names": ["x"]}}}})");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { find("{}"); }),
              AllOf(HasSubstr("dataset_info.json"), HasSubstr("2 ways")));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { find(R"({"names": ["x", "x"]})"); }), HasSubstr("alike"));
}

}  // namespace
}  // namespace linkbert
