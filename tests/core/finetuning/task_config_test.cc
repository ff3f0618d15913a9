#include "core/finetuning/task_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const BertConfig kModel{.vocab_size = 31, .hidden_size = 24, .num_attention_heads = 2};

TEST(TaskConfig, ReadsWhatItWrote) {
  std::vector<std::string> names;
  for (int i = 0; i < 12; ++i) names.push_back(fmt::format("label {}", i));  // "10" sorts before "2"
  const TaskConfig task{.metric = "macro_f1",
                        .max_length = 77,
                        .problem_type = "single_label_classification",
                        .labels = LabelSet(names),
                        .mode = kLinkBertMode};
  const test::TemporaryFolder folder;
  WriteFileAtomically(folder / "config.json", ToJson(kModel, task, "BertForSequenceClassification").dump());
  const TaskConfig read = ReadTaskConfig(folder.path(), "sequence_classification");
  EXPECT_EQ(read.metric, "macro_f1");
  EXPECT_EQ(read.max_length, 77);
  EXPECT_TRUE(read.AsLinkBert());
  EXPECT_EQ(read.labels.names(), names);
  EXPECT_EQ(read.problem_type, "single_label_classification");
  EXPECT_EQ(ReadBertConfig(folder / "config.json"), kModel);
}

TEST(TaskConfig, HasTransformersNames) {
  const auto json = ToJson(kModel, {.problem_type = "regression", .labels = LabelSet({"no", "yes"})},
                           "BertForSequenceClassification");
  EXPECT_EQ(json.at("architectures").dump(), R"(["BertForSequenceClassification"])");
  EXPECT_EQ(json.at("id2label").dump(), R"({"0":"no","1":"yes"})");
  EXPECT_EQ(json.at("label2id").dump(), R"({"no":0,"yes":1})");
  EXPECT_EQ(json.at("problem_type"), "regression");
}

TEST(TaskConfig, QuestionsKeepTheirOptions) {
  TaskConfig task{.task = "question_answering", .metric = "f1", .max_length = 99};
  task.question = {
      .doc_stride = 7, .n_best_size = 3, .version_2_with_negative = true, .null_score_diff_threshold = -0.5};
  const test::TemporaryFolder folder;
  WriteFileAtomically(folder / "config.json", ToJson(kModel, task, "BertForQuestionAnswering").dump());
  const TaskConfig read = ReadTaskConfig(folder.path(), "");
  EXPECT_EQ(read.task, "question_answering");
  EXPECT_EQ(read.question.doc_stride, 7);
  EXPECT_EQ(read.question.n_best_size, 3);
  EXPECT_EQ(read.question.max_answer_length, 30);
  EXPECT_TRUE(read.question.version_2_with_negative);
  EXPECT_EQ(read.question.null_score_diff_threshold, -0.5);
  EXPECT_EQ(read.labels.size(), 0);
}

TEST(TaskConfig, RefusesAModeThatThereIsNot) {
  const test::TemporaryFolder folder;
  WriteFileAtomically(folder / "config.json", ToJson(kModel, {.mode = "odd"}, "BertForSequenceClassification").dump());
  EXPECT_THAT(test::ErrorOf(ErrorCode::kInput, [&] { ReadTaskConfig(folder.path(), ""); }),
              HasSubstr("linkbert.mode is \"odd\", wanted default or linkbert"));
}

TEST(TaskConfig, RefusesAModelOfNoTaskOrAnother) {
  const test::TemporaryFolder folder;
  const auto error = [&](const std::string& text) {
    WriteFileAtomically(folder / "config.json", text);
    return test::ErrorOf(ErrorCode::kInput, [&] { ReadTaskConfig(folder.path(), "sequence_classification"); });
  };
  EXPECT_THAT(error(R"({"linkbert": {"task": "question_answering"}})"), HasSubstr("question_answering"));
  EXPECT_THAT(error(R"({"linkbert": {"task": "sequence_classification"}})"), HasSubstr("config.json"));
}

TEST(TaskConfig, ModelsOfOthersSayTheirTaskByTheirArchitecture) {
  const test::TemporaryFolder folder;
  const auto read = [&](const std::string& config, const std::string& task = "") {
    WriteFileAtomically(folder / "config.json", config);
    return ReadTaskConfig(folder.path(), task);
  };
  const TaskConfig tags =
      read(R"({"architectures": ["BertForTokenClassification"], "id2label": {"0": "O", "1": "B-x"}})");
  EXPECT_EQ(tags.task, "token_classification");
  EXPECT_THAT(tags.labels.names(), ElementsAre("O", "B-x"));
  const TaskConfig silent = read(R"({"architectures": ["BertForSequenceClassification"]})");
  EXPECT_EQ(silent.problem_type, "single_label_classification");
  EXPECT_TRUE(silent.labels.IsUnnamed());
  const TaskConfig score =
      read(R"({"architectures": ["BertForSequenceClassification"], "id2label": {"0": "LABEL_0"}})");
  EXPECT_EQ(score.problem_type, "regression");
  EXPECT_EQ(read(R"({"id2label": {"0": "a", "1": "b"}})", "sequence_classification").labels.size(), 2);
  EXPECT_THAT(test::ErrorOf(ErrorCode::kInput, [&] { read(ToJson(kModel).dump()); }),
              testing::AllOf(HasSubstr("BertForPreTraining"), HasSubstr("for no task"), HasSubstr("--task")));
  EXPECT_THAT(test::ErrorOf(ErrorCode::kInput,
                            [&] { read(R"({"architectures": ["BertForMultipleChoice"]})", "question_answering"); }),
              HasSubstr("multiple_choice"));
}

TEST(LabelSet, NumbersStandForPlacesWhereLabelsAreNumbered) {
  EXPECT_EQ(LabelSet::Unnamed(3).Find("2"), 2);
  EXPECT_EQ(LabelSet::Unnamed(3).Find("3"), std::nullopt);
  EXPECT_EQ(LabelSet({"a", "b"}).Find("1"), std::nullopt);
  EXPECT_EQ(LabelSet({"a", "b"}).NumberedBy({"b", "a"}).Find("0"), 1);
  EXPECT_EQ(LabelSet({"1", "0"}).Find("0"), 1);  // a name goes first
  EXPECT_THAT(WithGivenLabels(LabelSet::Unnamed(2), {"x", "y"}).names(), ElementsAre("x", "y"));
  const LabelSet ordered = WithGivenLabels(LabelSet({"x", "y"}), {"y", "x"});
  EXPECT_THAT(ordered.names(), ElementsAre("x", "y"));
  EXPECT_EQ(ordered.Find("0"), 1);
  EXPECT_THAT(test::ErrorOf(ErrorCode::kUsage,
                            [] {
                              WithGivenLabels(LabelSet({"x", "y"}), {"x", "z"});
                            }),
              testing::AllOf(HasSubstr("x, z"), HasSubstr("x, y")));
  EXPECT_THAT(ParseLabels("a, b c,d", "--labels"), ElementsAre("a", "b c", "d"));
  EXPECT_THAT(test::ErrorOf(ErrorCode::kUsage, [] { ParseLabels("a,,b", "--labels"); }), HasSubstr("--labels"));
  EXPECT_THAT(test::ErrorOf(ErrorCode::kUsage, [] { ParseLabels("a,a", "--labels"); }), HasSubstr("differ"));
}

}  // namespace
}  // namespace linkbert
