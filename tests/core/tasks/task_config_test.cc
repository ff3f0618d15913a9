#include "core/tasks/task_config.h"

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
  const TaskConfig task{.metric = "macro_f1", .max_length = 77, .labels = LabelSet(names)};
  const test::TemporaryFolder folder;
  WriteFileAtomically(folder / "config.json", ToJson(kModel, task).dump());
  const TaskConfig read = ReadTaskConfig(folder.path(), "sequence_classification");
  EXPECT_EQ(read.metric, "macro_f1");
  EXPECT_EQ(read.max_length, 77);
  EXPECT_EQ(read.labels.names(), names);
  EXPECT_EQ(ReadBertConfig(folder / "config.json"), kModel);
}

TEST(TaskConfig, HasTransformersNames) {
  const auto json = ToJson(kModel, {.labels = LabelSet({"no", "yes"})});
  EXPECT_EQ(json.at("architectures").dump(), R"(["BertForSequenceClassification"])");
  EXPECT_EQ(json.at("id2label").dump(), R"({"0":"no","1":"yes"})");
  EXPECT_EQ(json.at("label2id").dump(), R"({"no":0,"yes":1})");
  EXPECT_EQ(json.at("problem_type"), "single_label_classification");
}

TEST(TaskConfig, RefusesAModelOfNoTaskOrAnother) {
  const test::TemporaryFolder folder;
  const auto error = [&](const std::string& text) {
    WriteFileAtomically(folder / "config.json", text);
    return test::ErrorOf(ErrorCode::kInput, [&] { ReadTaskConfig(folder.path(), "sequence_classification"); });
  };
  EXPECT_THAT(error(ToJson(kModel).dump()), HasSubstr("fine-tuned for no task"));
  EXPECT_THAT(error(R"({"linkbert": {"task": "question_answering"}})"), HasSubstr("question_answering"));
  EXPECT_THAT(error(R"({"linkbert": {"task": "sequence_classification"}})"), HasSubstr("config.json"));
}

}  // namespace
}  // namespace linkbert
