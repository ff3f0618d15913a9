// Tagged words: which piece has the tag, what is dropped and told, scores and prediction lines, bad files.
#include "core/tasks/token_classification/token_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/tasks/task_support.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using test::ExamplesFile;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kLine =
    R"({"id": "a", "tokens": ["graphs", " ", "node", "edge"], "ner_tags": ["B-x", "O", "I-x", "O"]})";

TaskConfig Config(const LabelSet& labels, std::int64_t max_length = 16) {
  return {.task = "token_classification",
          .metric = "seqeval_f1",
          .max_length = max_length,
          .problem_type = {},
          .labels = labels};
}

TokenData Read(const ExamplesFile& file, const TaskConfig& task, TaskPurpose purpose = TaskPurpose::kScoring) {
  const test::SmallTokenizer small;
  return {{.path = file.path, .purpose = purpose}, task, small.tokenizer};
}

const LabelSet kTags({"B-x", "I-x", "O"});

TEST(TokenData, TheFirstPieceOfAWordHasItsTag) {
  const ExamplesFile file({kLine});
  EXPECT_THAT(TokenData::TagsOf(file.path).names(), ElementsAre("B-x", "I-x", "O"));
  const TokenData data = Read(file, Config(kTags));
  TaskBatch batch;
  data.Append(0, 0, batch);
  EXPECT_THAT(batch.rows, ElementsAre(1, 3, 4));  // [CLS] graph ##s node edge [SEP]
  EXPECT_THAT(batch.labels, ElementsAre(0, 1, 2));
  EXPECT_EQ(data.LossTerms(0), 3);
  EXPECT_EQ(data.Outputs(0), 9U);
  EXPECT_THAT(data.Remarks(), ElementsAre(HasSubstr("1 words have no piece")));
  data.Append(0, 1, batch);
  EXPECT_THAT(batch.rows, ElementsAre(1, 3, 4, 7, 9, 10));
}

TEST(TokenData, WordsBeyondTheLengthAreNotLearnedAndTold) {
  std::string tokens, tags;
  for (int i = 0; i < 9; ++i) tokens += i ? R"(, "node")" : R"("node")", tags += i ? R"(, "O")" : R"("O")";
  const ExamplesFile file(
      {R"({"id": 1, "tokens": [)" + tokens + R"(], "ner_tags": [)" + tags + "]}", R"({"tokens": [], "ner_tags": []})"});
  const TokenData data = Read(file, Config(kTags, 8));
  EXPECT_EQ(data.Tokens(0), 8U);
  EXPECT_EQ(data.LossTerms(0), 6);
  EXPECT_EQ(data.Tokens(1), 2U);
  EXPECT_THAT(data.Remarks(), ElementsAre(AllOf(HasSubstr("3 words of 1 example(s)"), HasSubstr("8 tokens"),
                                                HasSubstr("as predicted O")),
                                          HasSubstr("1 example(s) have no word")));
}

// A word without a piece, an entity, is missed; the mode linkbert leaves it out.
TEST(TokenData, WhatWasNotSeenIsPredictedOOrLeftOutAsInLinkBert) {
  const ExamplesFile file({R"({"id": "a", "tokens": ["node", " "], "ner_tags": ["B-x", "B-x"]})"});
  TaskConfig task = Config(kTags);
  const std::vector<float> outputs = {9, 0, 0};
  const TokenData right = Read(file, task);
  EXPECT_EQ(right.Metrics(outputs).Find("recall")->value, 0.5);
  EXPECT_EQ(right.Predictions("eval", outputs)[0].content,
            R"({"id":"a","predictions":["B-x","O"],"entities":[{"type":"x","begin":0,"end":1}],"labels":["B-x","B-x"]})"
            "\n");
  task.mode = kLinkBertMode;
  const TokenData as_linkbert = Read(file, task);
  EXPECT_EQ(as_linkbert.Metrics(outputs).Find("recall")->value, 1);
  EXPECT_THAT(as_linkbert.Remarks(), ElementsAre(HasSubstr("take no part in training and scores")));
}

TEST(TokenData, ScoresAndPredictionLines) {
  const ExamplesFile file({kLine});
  TaskConfig task = Config(kTags);
  task.mode = kLinkBertMode;
  const TokenData data = Read(file, task);
  const std::vector<float> outputs = {9, 0, 0, 0, 9, 0, 9, 0, 0};  // B-x I-x B-x
  const Figures figures = data.Metrics(outputs);
  EXPECT_EQ(figures.list()[0].name, "seqeval_f1");
  EXPECT_EQ(figures.Find("precision")->value, 0.5);
  EXPECT_EQ(figures.Find("recall")->value, 1);
  EXPECT_NEAR(*figures.Find("seqeval_f1")->value, 2.0 / 3, 1e-12);
  EXPECT_EQ(data.Predictions("eval", outputs)[0].content,
            R"({"id":"a","predictions":["B-x",null,"I-x","B-x"],"entities":[{"type":"x","begin":0,"end":3},)"
            R"({"type":"x","begin":3,"end":4}],"labels":["B-x",null,"I-x","O"]})"
            "\n");
}

TEST(TokenData, ErrorsNameLineAndTag) {
  const auto error = [](const std::string& line) {
    const ExamplesFile file({kLine, line});
    return ErrorOf(ErrorCode::kInput, [&] { Read(file, Config(kTags)); });
  };
  EXPECT_THAT(
      error(R"({"tokens": ["a"], "ner_tags": ["B-y"]})"),
      AllOf(HasSubstr("train.json:2"), HasSubstr("ner_tags[0]"), HasSubstr("\"B-y\""), HasSubstr("B-x, I-x, O")));
  EXPECT_THAT(error(R"({"tokens": ["a", "b"], "ner_tags": ["O"]})"), HasSubstr("1 tags for 2 tokens"));
  EXPECT_THAT(error(R"({"tokens": ["a", 7], "ner_tags": ["O", "O"]})"), HasSubstr("tokens[1]"));
  EXPECT_THAT(error(R"({"sentence": "a", "label": "b"})"), HasSubstr("it looks like sequence_classification"));
}

TEST(TokenData, PredictionNeedsNoTags) {
  const ExamplesFile file({R"({"tokens": ["node", "unknown"]})"});
  const TokenData data = Read(file, Config(kTags), TaskPurpose::kPrediction);
  EXPECT_EQ(data.Predictions("predict", std::vector<float>{0, 0, 1, 1, 0, 0})[0].content,
            R"({"id":"1","predictions":["O","B-x"],"entities":[{"type":"x","begin":1,"end":2}]})"
            "\n");
}

TEST(TokenData, TagsMayBeCalledOtherwiseAndBeNumbersWithNames) {
  const ExamplesFile tags({R"({"tokens": ["node"], "tags": ["B-x"]})", R"({"tokens": ["node"], "labels": ["O"]})"});
  EXPECT_THAT(TokenData::TagsOf(tags.path).names(), ElementsAre("B-x", "O"));
  const ExamplesFile numbers({R"({"tokens": ["node", "edge"], "ner_tags": [2, 0]})"});
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { TokenData::TagsOf(numbers.path); }), HasSubstr("--labels O,B-X,I-X"));
  WriteFileAtomically(numbers.folder / "dataset_info.json",
                      R"({"features": {"ner_tags": {"feature": {"names": ["O", "B-x", "I-x"]}}}})");
  EXPECT_THAT(TokenData::TagsOf(numbers.path).names(), ElementsAre("O", "B-x", "I-x"));
  const TokenData data = Read(numbers, Config(kTags));  // B-x, I-x, O
  EXPECT_EQ(data.Words(0)[0].label, 1);
  EXPECT_EQ(data.Words(0)[1].label, 2);
}

TEST(TokenData, TheSchemeIsToldReadAndItsEntitiesWritten) {
  const ExamplesFile file({R"({"id": "a", "tokens": ["node", "edge", "link"], "ner_tags": ["U-x", "U-x", "O"]})"});
  const TaskConfig task = Config(LabelSet({"O", "U-x"}));
  EXPECT_THAT(Read(file, task, TaskPurpose::kTraining).Remarks(), ElementsAre(HasSubstr("tags: BILOU")));
  const TokenData data = Read(file, task);
  const std::vector<float> outputs = {0, 1, 0, 1, 1, 0};
  EXPECT_EQ(data.Metrics(outputs).Find("seqeval_f1")->value, 1.0);
  EXPECT_THAT(data.Predictions("eval", outputs)[0].content,
              HasSubstr(R"("entities":[{"type":"x","begin":0,"end":1},{"type":"x","begin":1,"end":2}])"));
  const std::vector<float> one = {0, 1, 1, 0, 1, 0};  // seqeval's mode None would take both for one entity
  EXPECT_DOUBLE_EQ(*data.Metrics(one).Find("recall")->value, 0.5);
}

}  // namespace
}  // namespace linkbert
