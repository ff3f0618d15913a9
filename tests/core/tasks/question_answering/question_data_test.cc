// Questions as chunks: windows, labels, prediction files, and what is said of bad files.
#include "core/tasks/question_answering/question_data.h"

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
using testing::IsEmpty;

std::string Line(const std::string& question, const std::string& context, int start, const std::string& answer) {
  return fmt::format(
      R"({{"id": "q", "question": "{}", "context": "{}", "answers": {{"answer_start": [{}], "text": ["{}"]}}}})",
      question, context, start, answer);
}

TaskConfig Config(std::int64_t max_length, std::int64_t stride) {
  TaskConfig task{.task = "question_answering", .max_length = max_length};
  task.question.doc_stride = stride;
  return task;
}

QuestionData Read(const ExamplesFile& file, const TaskConfig& task, TaskPurpose purpose = TaskPurpose::kTraining) {
  const test::SmallTokenizer small;
  return {{.path = file.path, .purpose = purpose}, task, small.tokenizer};
}

TEST(QuestionData, ChunksOverlapAndTheAnswerIsWhereItLiesWhole) {
  const test::SmallTokenizer small;
  const ExamplesFile file({Line("graph", "node edge link page node edge link", 10, "link page")});
  const QuestionData data({.path = file.path, .purpose = TaskPurpose::kTraining}, Config(8, 2), small.tokenizer);
  std::vector<std::vector<std::string>> chunks;
  std::vector<std::vector<std::int32_t>> labels;
  for (std::size_t unit = 0; unit < data.Units(); ++unit) {
    TaskBatch batch;
    data.Append(unit, unit, batch);
    chunks.push_back(test::Pieces(batch.inputs.token_ids, small.vocabulary));
    labels.push_back(batch.labels);
  }
  EXPECT_THAT(chunks, ElementsAre(ElementsAre("[CLS]", "graph", "[SEP]", "node", "edge", "link", "page", "[SEP]"),
                                  ElementsAre("[CLS]", "graph", "[SEP]", "link", "page", "node", "edge", "[SEP]"),
                                  ElementsAre("[CLS]", "graph", "[SEP]", "node", "edge", "link", "[SEP]")));
  EXPECT_THAT(labels, ElementsAre(ElementsAre(5, 6), ElementsAre(3, 4), ElementsAre(0, 0)));
}

TEST(QuestionData, OffsetsAreCodePointsBeyondTheBmp) {
  // Two characters of four bytes stand before the answer, one in it.
  const ExamplesFile file({Line("graph", "\U0001f600\U0001f600 node edge", 3, "node")});
  const QuestionData data = Read(file, Config(16, 2));
  TaskBatch batch;
  data.Append(0, 0, batch);
  EXPECT_THAT(data.Remarks(), IsEmpty());
  EXPECT_THAT(batch.labels, ElementsAre(4, 4));  // the two characters are one unknown word
}

TEST(QuestionData, AQuestionLongerThanTheWindowIsCutAndTold) {
  const std::string question = "node node node node node node node node node node node node";
  const ExamplesFile file({Line(question, "edge edge edge edge edge edge", 0, "edge"), Line(question, "", 0, "")});
  const QuestionData data = Read(file, Config(12, 2));
  EXPECT_EQ(data.features().questions[0].question_tokens, 5U);  // 12 - 3 - twice the stride
  EXPECT_GT(data.features().questions[0].chunks, 1U);
  EXPECT_THAT(data.Remarks(), ElementsAre(HasSubstr("2 question(s) are too long for a window of 12 tokens")));
  for (std::size_t unit = 0; unit < data.Units(); ++unit) EXPECT_LE(data.Tokens(unit), 12U);
}

TEST(QuestionData, AsLinkBertAQuestionLongerThanTheWindowIsAnError) {
  TaskConfig task = Config(12, 2);
  task.mode = kLinkBertMode;
  const ExamplesFile file({Line("graph", "edge", 0, "edge"),
                           Line("node node node node node node node node", "edge edge edge edge", 0, "edge")});
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Read(file, task); }),
              AllOf(HasSubstr("train.json:2"), HasSubstr("window of 12 tokens"), HasSubstr("task.mode")));
}

TEST(QuestionData, AsLinkBertTrainingIsPaddedToOneLength) {
  const ExamplesFile file({Line("graph", "node edge", 5, "edge")});
  TaskConfig task = Config(16, 2);
  task.mode = kLinkBertMode;
  const QuestionData padded = Read(file, task), scored = Read(file, task, TaskPurpose::kScoring);
  EXPECT_EQ(padded.Tokens(0), 16U);
  EXPECT_EQ(scored.Tokens(0), 6U);
  TaskBatch batch;
  padded.Append(0, 7, batch);
  EXPECT_EQ(batch.inputs.tokens(), 16);
  EXPECT_THAT(batch.inputs.attended, ElementsAre(6));
  EXPECT_THAT(batch.inputs.cu_seqlens, ElementsAre(0, 16));
  EXPECT_EQ(batch.inputs.token_type_ids[5], 1);
  for (std::size_t place = 6; place < 16; ++place) {
    EXPECT_EQ(batch.inputs.token_ids[place], 0);  // [PAD]
    EXPECT_EQ(batch.inputs.token_type_ids[place], 0);
    EXPECT_EQ(batch.inputs.position_ids[place], static_cast<std::int64_t>(place));
  }
}

TEST(QuestionData, AMisplacedAnswerIsToldOrAnError) {
  const ExamplesFile file({Line("graph", "node edge", 5, "edge"), Line("graph", "node edge", 4, "edge"),
                           Line("graph", "node edge", 500, "edge")});
  EXPECT_THAT(Read(file, Config(16, 2)).Remarks(),
              ElementsAre(AllOf(HasSubstr("2 of 3 answers are not in the context"), HasSubstr("train.json:2"))));
  TaskConfig strict = Config(16, 2);
  strict.strict = true;
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Read(file, strict); }),
              AllOf(HasSubstr("train.json:2"), HasSubstr("\"edge\" at code point 4"), HasSubstr("\" edg\"")));
}

TEST(QuestionData, ScoresAndPredictionsOfAFile) {
  const ExamplesFile file(
      {Line("graph", "node edge", 5, "edge"),
       R"({"id": "p", "question": "", "context": "", "answers": {"answer_start": [], "text": []}})"});
  TaskConfig task = Config(16, 2);
  task.question.version_2_with_negative = true;
  const QuestionData data = Read(file, task, TaskPurpose::kScoring);
  ASSERT_EQ(data.Units(), 2U);
  std::vector<float> outputs(data.Outputs(0) + data.Outputs(1), 0);
  outputs[8] = outputs[9] = 5;  // "edge" is the fifth piece
  const Figures figures = data.Metrics(outputs);
  EXPECT_EQ(figures.Find("f1")->value, 50);  // "empty" for the question without a context
  const auto files = data.Predictions("eval", outputs);
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].name, "eval_predictions.json");
  EXPECT_EQ(files[0].content, "{\n    \"q\": \"edge\",\n    \"p\": \"empty\"\n}\n");
  EXPECT_EQ(files[1].name, "eval_nbest_predictions.json");
  EXPECT_EQ(files[2].name, "eval_null_odds.json");
}

TEST(QuestionData, ErrorsNameLineFieldAndWhatItLooksLike) {
  const auto error = [](const std::string& line, TaskPurpose purpose = TaskPurpose::kTraining) {
    const ExamplesFile file({Line("graph", "node", 0, "node"), line});
    return ErrorOf(ErrorCode::kInput, [&] { Read(file, Config(16, 2), purpose); });
  };
  EXPECT_THAT(error(R"({"question": "x", "context": "y"})"),
              AllOf(HasSubstr("train.json:2"), HasSubstr("\"answers\" is missing")));
  EXPECT_THAT(error(R"({"id": "1", "tokens": ["a"], "ner_tags": ["O"]})"),
              HasSubstr("it looks like token_classification"));
  EXPECT_THAT(error(R"({"version": "1.1", "data": []})"), HasSubstr("prepare-task squad"));
  EXPECT_THAT(error(R"({"question": "x", "context": "y", "answers": ["z"]})"), HasSubstr(R"(is ["z"], wanted)"));
  EXPECT_THAT(error(R"({"question": "x", "context": "y", "answers": {"answer_start": [0], "text": []}})"),
              HasSubstr("0 texts with 1 starts"));
  EXPECT_THAT(error(R"({"question": "x", "context": "y", "answers": {"answer_start": [-1], "text": ["y"]}})"),
              HasSubstr("is -1"));
  EXPECT_THAT(
      error(R"({"question": "x", "context": "y", "answers": {"answer_start": [], "text": []}})", TaskPurpose::kScoring),
      HasSubstr("version_2_with_negative"));
  const ExamplesFile file({Line("graph", "node", 0, "node")});
  EXPECT_THAT(ErrorOf(ErrorCode::kConfiguration, [&] { Read(file, Config(100, 60)); }),
              AllOf(HasSubstr("wanted at least 124"), HasSubstr("doc_stride")));
}

TEST(QuestionData, PredictionNeedsNoAnswers) {
  const ExamplesFile file({R"({"id": "q", "question": "graph", "context": "node edge"})"});
  const QuestionData data = Read(file, Config(16, 2), TaskPurpose::kPrediction);
  TaskBatch batch;
  data.Append(0, 0, batch);
  EXPECT_THAT(batch.labels, IsEmpty());
  EXPECT_EQ(data.Predictions("predict", std::vector<float>(data.Outputs(0)))[0].name, "predict_predictions.json");
}

}  // namespace
}  // namespace linkbert
