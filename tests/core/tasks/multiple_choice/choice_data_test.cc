// Choices: a sequence each, scores, prediction lines, bad files.
#include "core/tasks/multiple_choice/choice_data.h"

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
    R"({"id": "a", "sent1": "graph", "sent2": "node", "ending0": "edge", "ending1": "link", "label": 1})";

ChoiceData Read(const ExamplesFile& file, TaskPurpose purpose = TaskPurpose::kScoring) {
  const test::SmallTokenizer small;
  return {{.path = file.path, .purpose = purpose}, {.task = "multiple_choice", .max_length = 8}, small.tokenizer};
}

TEST(ChoiceData, EveryChoiceIsASequence) {
  const test::SmallTokenizer small;
  const ExamplesFile file({kLine});
  const ChoiceData data = Read(file);
  EXPECT_EQ(data.choices(), 2U);
  EXPECT_EQ(data.Tokens(0), 12U);
  TaskBatch batch;
  data.Append(0, 5, batch);
  EXPECT_THAT(test::Pieces(batch.inputs.token_ids, small.vocabulary),
              ElementsAre("[CLS]", "graph", "[SEP]", "node", "edge", "[SEP]", "[CLS]", "graph", "[SEP]", "node", "link",
                          "[SEP]"));
  EXPECT_THAT(batch.inputs.sample_index, ElementsAre(10U, 11U));
  EXPECT_THAT(batch.labels, ElementsAre(1));
  EXPECT_EQ(batch.units, 1U);
}

TEST(ChoiceData, ScoresAndPredictionLines) {
  const ExamplesFile file({kLine, kLine});
  const ChoiceData data = Read(file);
  const std::vector<float> outputs = {0, 1, 2, -1};
  EXPECT_EQ(data.Metrics(outputs).Find("accuracy")->value, 0.5);
  EXPECT_THAT(data.Predictions("eval", outputs)[0].content,
              HasSubstr(R"({"id":"a","label":1,"prediction":0,"logits":[2.0,-1.0]})"));
}

TEST(ChoiceData, ErrorsNameLineAndField) {
  const auto error = [](const std::string& line) {
    const ExamplesFile file({kLine, line});
    return ErrorOf(ErrorCode::kInput, [&] { Read(file); });
  };
  EXPECT_THAT(error(R"({"sent1": "x", "sent2": "y", "ending0": "z", "label": 0})"),
              HasSubstr("\"ending1\" is missing"));
  EXPECT_THAT(error(R"({"sent1": "x", "sent2": "y", "ending0": "a", "ending1": "b", "ending2": "c", "label": 0})"),
              AllOf(HasSubstr("train.json:2"), HasSubstr("has 3"), HasSubstr("wanted 2")));
  EXPECT_THAT(error(R"({"sent1": "x", "sent2": "y", "ending0": "a", "ending1": "b", "label": 2})"),
              HasSubstr("0 to 1"));
  EXPECT_THAT(error(R"({"sent1": "x", "sent2": "y", "ending0": "a", "ending1": "b", "label": "B"})"),
              HasSubstr("is \"B\""));
  EXPECT_THAT(error(R"({"question": "x", "context": "y"})"), HasSubstr("it looks like question_answering"));
}

}  // namespace
}  // namespace linkbert
