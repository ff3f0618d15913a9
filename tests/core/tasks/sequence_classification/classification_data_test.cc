// Texts with classes, numbers and lists of labels; scores; prediction lines; the errors of each kind of bad line.
#include "core/tasks/sequence_classification/classification_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/tasks/builtin_tasks.h"
#include "tests/core/tasks/task_support.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using test::ExamplesFile;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TaskConfig Settled(const ExamplesFile& file) {
  TaskConfig task{.max_length = 8};
  ClassificationData::Settle(file.path, task);
  return task;
}

ClassificationData Read(const ExamplesFile& file, const TaskConfig& task, TaskPurpose purpose = TaskPurpose::kScoring) {
  const test::SmallTokenizer small;
  return {{.path = file.path, .purpose = purpose}, task, small.tokenizer};
}

TEST(ClassificationData, OneSentenceOrTwo) {
  const ExamplesFile file({"\xEF\xBB\xBF{\"id\":\"a\",\"sentence\":\"node edge\",\"label\":\"yes\"}\r", "",
                           R"({"sentence":"node","label":3})"});
  const ClassificationData data = Read(file, Settled(file));
  ASSERT_EQ(data.Examples(), 2U);
  EXPECT_EQ(data.Tokens(0), 4U);
  const ExamplesFile pairs(
      {R"({"sentence1":"node","sentence2":"","label":"a"})", R"({"sentence1":"node","sentence2":"edge","label":"b"})"});
  const ClassificationData both = Read(pairs, Settled(pairs));
  EXPECT_EQ(both.Tokens(0), 4U);  // [CLS] node [SEP] [SEP]
  EXPECT_EQ(both.features()[1].second_begin, 3);
}

TEST(ClassificationData, OtherNamesServeWhereTheyAreTheOnlyTexts) {
  const ExamplesFile file({R"({"id":"a","premise":"node","hypothesis":"edge","label":0})",
                           R"({"id":"b","premise":"node","hypothesis":"link","label":1})"});
  EXPECT_EQ(Read(file, Settled(file)).Tokens(0), 5U);
  const ExamplesFile choices({R"({"id":"a","sent1":"x","sent2":"y","ending0":"z","ending1":"z","label":0})",
                              R"({"id":"a","sent1":"x","sent2":"y","ending0":"z","ending1":"z","label":1})"});
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Read(choices, Settled(choices)); }),
              AllOf(HasSubstr("train.json:1"), HasSubstr("multiple_choice")));
}

TEST(ClassificationData, ClassesAreTheSortedLabels) {
  const ExamplesFile texts({R"({"sentence":"x","label":"b"})", R"({"sentence":"x","label":"B"})",
                            R"({"sentence":"x","label":"a"})", R"({"sentence":"x","label":"b"})"});
  const TaskConfig task = Settled(texts);
  EXPECT_THAT(task.labels.names(), ElementsAre("B", "a", "b"));
  EXPECT_EQ(task.problem_type, "single_label_classification");
  EXPECT_THAT(Read(texts, task).classes(), ElementsAre(2, 0, 1, 2));
  std::vector<std::string> lines;
  for (const int label : {10, 2, 0}) lines.push_back(fmt::format(R"({{"sentence":"x","label":{}}})", label));
  EXPECT_THAT(Settled(ExamplesFile(lines)).labels.names(), ElementsAre("0", "2", "10"));
}

TEST(ClassificationData, AsLinkBertTextsSortAsTextsAndTheFirstTwoFieldsAreTheTexts) {
  TaskConfig task{.max_length = 8, .mode = kLinkBertMode};
  const ExamplesFile texts({R"({"id":"a","sentence":"x","label":"10"})", R"({"id":"b","sentence":"x","label":"2"})"});
  ClassificationData::Settle(texts.path, task);
  EXPECT_THAT(task.labels.names(), ElementsAre("10", "2"));
  EXPECT_THAT(Settled(texts).labels.names(), ElementsAre("2", "10"));
  const ExamplesFile numbers({R"({"id":"a","premise":"node","label":10})", R"({"id":"b","premise":"node","label":2})"});
  TaskConfig other{.max_length = 8, .mode = kLinkBertMode};
  ClassificationData::Settle(numbers.path, other);
  EXPECT_THAT(other.labels.names(), ElementsAre("2", "10"));
  EXPECT_EQ(Read(numbers, other).Tokens(0), 5U);  // [CLS] a [SEP] node [SEP]
  EXPECT_EQ(Read(numbers, Settled(numbers)).Tokens(0), 3U);
}

TEST(ClassificationData, NumbersAreLearnedAsNumbers) {
  const ExamplesFile file(
      {R"({"sentence":"node","label":1})", R"({"sentence":"edge","label":2.5})", R"({"sentence":"link","label":4})"});
  TaskConfig task = Settled(file);
  task.metric = "pearson_spearman";
  EXPECT_EQ(task.problem_type, "regression");
  EXPECT_THAT(task.labels.names(), ElementsAre("LABEL_0"));
  const ClassificationData data = Read(file, task);
  TaskBatch batch;
  data.Append(1, 0, batch);
  EXPECT_THAT(batch.targets, ElementsAre(2.5F));
  EXPECT_THAT(batch.labels, testing::IsEmpty());
  const Figures figures = data.Metrics(std::vector<float>{2, 5, 8});
  EXPECT_EQ(figures.list()[0].name, "pearson_spearman");
  EXPECT_NEAR(*figures.Find("pearsonr")->value, 1, 1e-12);
  EXPECT_THAT(data.Predictions("eval", std::vector<float>{2, 5, 8})[0].content,
              HasSubstr(R"({"id":"2","label":2.5,"prediction":5.0,"logits":[5.0]})"));
  EXPECT_FALSE(data.Metrics(std::vector<float>{1, 1, 1}).Find("pearson_spearman")->value.has_value());
}

TEST(ClassificationData, ListsAreSeveralLabels) {
  const ExamplesFile file({R"({"id":"d_0","sentence":"node","label":[1,0]})",
                           R"({"id":"d_1","sentence":"edge","label":[0,1]})",
                           R"({"id":"e_0","sentence":"link","label":[0,0]})"});
  TaskConfig task = Settled(file);
  task.metric = "hoc";
  EXPECT_EQ(task.problem_type, "multi_label_classification");
  EXPECT_EQ(task.labels.size(), 2);
  const ClassificationData data = Read(file, task);
  EXPECT_EQ(data.LossTerms(0), 2);
  EXPECT_EQ(data.Outputs(0), 2U);
  // Document d has both labels, and both are found, though in the wrong sentences.
  const std::vector<float> outputs = {-1, 1, 1, -1, 1, -1};
  EXPECT_NEAR(*data.Metrics(outputs).Find("hoc")->value, 0.8, 1e-12);
  EXPECT_THAT(data.Predictions("eval", outputs)[0].content, HasSubstr(R"("label":[1,0],"prediction":[0,1])"));
}

TEST(ClassificationData, TheMetricOfATaskIsAmongItsFigures) {
  const ExamplesFile file(
      {R"({"sentence":"x","label":"0"})", R"({"sentence":"x","label":"1"})", R"({"sentence":"x","label":"2"})"});
  TaskConfig task = Settled(file);
  const TaskRegistry tasks = BuiltinTasks();
  for (const std::string& metric : tasks.Find("sequence_classification").Metrics(task)) {
    task.metric = metric;
    const Figures figures = Read(file, task).Metrics(std::vector<float>{1, 0, 0, 1, 0, 0, 0, 0, 1});
    ASSERT_NE(figures.Find(metric), nullptr) << metric;
    EXPECT_TRUE(figures.Find(metric)->value.has_value()) << metric;
  }
  task.metric = "PRF1";  // of two not "0" one is found, and nothing else is said
  EXPECT_NEAR(*Read(file, task).Metrics(std::vector<float>{1, 0, 0, 1, 0, 0, 0, 0, 1}).Find("PRF1")->value, 2.0 / 3,
              1e-12);
}

TEST(ClassificationData, ErrorsNameLineAndField) {
  const auto error = [](const std::string& line, const std::string& first = R"({"sentence":"x","label":"a"})") {
    const ExamplesFile good({first, R"({"sentence":"x","label":"b"})"}), file({first, line});
    return ErrorOf(ErrorCode::kInput, [&] { Read(file, Settled(good)); });
  };
  EXPECT_THAT(error(R"({"sentence":"x"})"), AllOf(HasSubstr("train.json:2"), HasSubstr("\"label\" is missing")));
  EXPECT_THAT(error(R"({"label":"a"})"), HasSubstr("\"sentence\" is missing"));
  EXPECT_THAT(error(R"({"sentence":[1],"label":"a"})"), HasSubstr("is [1]"));
  EXPECT_THAT(error(R"({"sentence":"x","label":0.5})"), HasSubstr("is 0.5"));
  EXPECT_THAT(error(R"({"sentence":"x","label":"c"})"), AllOf(HasSubstr("\"c\""), HasSubstr("a, b")));
  EXPECT_THAT(error("[1]"), HasSubstr("no JSON object"));
  EXPECT_THAT(error("{\"sentence\""), HasSubstr("no JSON object"));
  const ExamplesFile lists({R"({"sentence":"x","label":[1,0]})", R"({"sentence":"x","label":[1,0,1]})"});
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Read(lists, Settled(lists)); }), HasSubstr("a list of 3, wanted 2"));
  const ExamplesFile beyond({R"({"sentence":"x","label":[1,7]})"});
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Read(beyond, Settled(beyond)); }), HasSubstr("label[1]"));
  const ExamplesFile empty(std::vector<std::string>{""});
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Settled(empty); }), HasSubstr("no example"));
  const ExamplesFile one({R"({"sentence":"x","label":"a"})"});
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Settled(one); }), HasSubstr("\"a\""));
}

TEST(ClassificationData, PredictionNeedsNoLabels) {
  const ExamplesFile train({R"({"sentence":"x","label":"a"})", R"({"sentence":"x","label":"b"})"});
  const ExamplesFile file({R"({"id":"p","sentence":"x","label":-1})"});
  const ClassificationData data = Read(file, Settled(train), TaskPurpose::kPrediction);
  EXPECT_EQ(data.Predictions("predict", std::vector<float>{0, 1})[0].content,
            "{\"id\":\"p\",\"prediction\":\"b\",\"logits\":[0.0,1.0]}\n");
}

TEST(ClassificationData, TrueAndFalseAreClasses) {
  const ExamplesFile file({R"({"sentence":"x","label":true})", R"({"sentence":"x","label":false})"});
  const TaskConfig task = Settled(file);
  EXPECT_THAT(task.labels.names(), ElementsAre("false", "true"));
  EXPECT_THAT(Read(file, task).classes(), ElementsAre(1, 0));
}

TEST(ClassificationData, NumbersHaveNamesWhereSomebodySays) {
  const ExamplesFile file({R"({"sentence":"x","label":1})", R"({"sentence":"x","label":0})"});
  TaskConfig given{.max_length = 8, .labels = LabelSet({"yes", "no"}).NumberedBy({"yes", "no"})};
  ClassificationData::Settle(file.path, given);
  EXPECT_THAT(Read(file, given).classes(), ElementsAre(1, 0));
  WriteFileAtomically(file.folder / "dataset_info.json",
                      R"({"features": {"label": {"names": ["no", "yes", "maybe"]}}})");
  const TaskConfig named = Settled(file);
  EXPECT_THAT(named.labels.names(), ElementsAre("no", "yes", "maybe"));
  TaskConfig model = named;
  model.labels = LabelSet({"yes", "maybe", "no"});  // another order than the data's
  EXPECT_THAT(Read(file, model).classes(), ElementsAre(0, 2));
}

TEST(ClassificationData, LabelsThatCannotBeMatchedAreRefusedWithBothLists) {
  const ExamplesFile file({R"({"sentence":"x","label":"neg"})", R"({"sentence":"x","label":"pos"})"});
  TaskConfig task = Settled(file);
  task.labels = LabelSet({"negative", "positive"});
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Read(file, task); }),
              AllOf(HasSubstr("train.json:1"), HasSubstr("negative, positive"), HasSubstr("has 2: neg, pos")));
  task.labels = LabelSet::Unnamed(2);
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Read(file, task); }), HasSubstr("--labels"));
  const ExamplesFile numbers({R"({"sentence":"x","label":1})"});
  EXPECT_THAT(Read(numbers, task).classes(), ElementsAre(1));
  TaskConfig other{.max_length = 8, .labels = LabelSet({"neg", "other"})};
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { ClassificationData::Settle(file.path, other); }),
              AllOf(HasSubstr("neg, other"), HasSubstr("neg, pos")));
}

}  // namespace
}  // namespace linkbert
