// Which rows of a model's head a task begins with: by names, by place, or none; what is said of it; models of others.
#include "core/finetuning/start_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/weight_files/safetensors_writer.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TaskConfig Classes(const std::vector<std::string>& names) {
  return {.problem_type = "single_label_classification", .labels = LabelSet(names)};
}

TaskConfig Tags(const std::vector<std::string>& names) {
  return {.task = "token_classification", .labels = LabelSet(names)};
}

ModelTask Model(const std::string& config) { return ModelTaskOf(json::parse(config), "config.json"); }

const char kNamed[] = R"({"architectures": ["BertForSequenceClassification"],
                          "id2label": {"0": "neutral", "1": "entailment", "2": "contradiction"}})";
const char kUnnamed[] = R"({"architectures": ["BertForTokenClassification"],
                            "id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}})";

TEST(StartHead, RowsAreTakenByTheLabelsNames) {
  const StartHead head = MatchHead(Model(kNamed), 3, Classes({"contradiction", "entailment", "neutral"}));
  EXPECT_THAT(head.rows.rows, ElementsAre(2, 1, 0));
  EXPECT_EQ(head.rows.prefix, "classifier.");
  EXPECT_THAT(head.text, AllOf(HasSubstr("by the labels' names"), Not(HasSubstr("anew"))));
}

TEST(StartHead, OnlyLabelsOfTheSameNameAreTaken) {
  const TaskConfig task = Classes({"Neutral", "entailment", "other"});
  const StartHead head = MatchHead(Model(kNamed), 3, task);
  EXPECT_THAT(head.rows.rows, ElementsAre(-1, 1, -1));
  EXPECT_THAT(head.text, AllOf(HasSubstr("names: entailment; anew: Neutral, other"),
                               HasSubstr("the model's neutral, contradiction left out")));
  EXPECT_EQ(ToJson(head, task)["anew"].dump(), R"(["Neutral","other"])");
  const StartHead none = MatchHead(Model(kNamed), 3, Classes({"a", "b", "c"}));
  EXPECT_THAT(none.rows.rows, Each(-1));
  EXPECT_THAT(none.text, AllOf(HasSubstr("head: anew"), HasSubstr("neutral, entailment"), HasSubstr("a, b, c")));
}

TEST(StartHead, AnotherTypeOrProblemBeginsAnew) {
  const auto text = [](const std::string& config, std::int64_t rows, const TaskConfig& task) {
    const StartHead head = MatchHead(Model(config), rows, task);
    EXPECT_THAT(head.rows.rows, Each(-1));
    return head.text;
  };
  EXPECT_THAT(text(kNamed, 3, Tags({"neutral", "entailment", "contradiction"})),
              HasSubstr("BertForSequenceClassification"));
  EXPECT_THAT(text(R"({"architectures": ["BertModel"]})", 2, Classes({"a", "b"})), HasSubstr("does not say"));
  EXPECT_THAT(text(R"({"architectures": ["BertForMultipleChoice"]})", 1,
                   {.problem_type = "regression", .labels = LabelSet::Unnamed(1)}),
              HasSubstr("multiple_choice"));
  EXPECT_THAT(text(R"({"architectures": ["BertForSequenceClassification"], "id2label": {"0": "LABEL_0"}})", 1,
                   {.task = "multiple_choice"}),
              HasSubstr("sequence_classification"));
  EXPECT_THAT(text(kNamed, 3, {.problem_type = "multi_label_classification", .labels = LabelSet::Unnamed(3)}),
              AllOf(HasSubstr("multi_label_classification"), HasSubstr("config.json names none")));
  EXPECT_THAT(text(kNamed, 0, Classes({"neutral", "entailment"})), HasSubstr("the model has none"));
  EXPECT_THAT(text(kNamed, 2, Classes({"neutral", "entailment"})),
              HasSubstr("3 labels, but the model's head has 2 rows"));
}

TEST(StartHead, LabelsWithoutNamesAreTakenByPlace) {
  const StartHead head = MatchHead(Model(kUnnamed), 3, Tags({"O", "B-x", "I-x"}));
  EXPECT_THAT(head.rows.rows, ElementsAre(0, 1, 2));
  EXPECT_THAT(head.text, AllOf(HasSubstr("by place"), HasSubstr("O, B-x, I-x"), HasSubstr("--labels")));
  EXPECT_THAT(MatchHead(Model(kUnnamed), 3, Tags({"O", "B-x"})).text,
              AllOf(HasSubstr("anew"), HasSubstr("has 3, the data 2")));
  const std::string silent = R"({"architectures": ["BertForSequenceClassification"]})";  // transformers writes no two
  EXPECT_THAT(MatchHead(Model(silent), 2, Classes({"0", "1"})).rows.rows, ElementsAre(0, 1));
  const TaskConfig several = {.problem_type = "multi_label_classification", .labels = LabelSet::Unnamed(3)};
  const std::string named = R"({"architectures": ["BertForSequenceClassification"],
    "problem_type": "multi_label_classification", "id2label": {"0": "a", "1": "b", "2": "c"}})";
  EXPECT_THAT(MatchHead(Model(named), 3, several).rows.rows, ElementsAre(0, 1, 2));
}

TEST(StartHead, NumbersAsNamesAreTakenTogetherOrNotAtAll) {
  const std::string config =
      R"({"architectures": ["BertForSequenceClassification"], "id2label": {"0": "1", "1": "0"}})";
  EXPECT_THAT(MatchHead(Model(config), 2, Classes({"0", "1"})).rows.rows, ElementsAre(1, 0));
  EXPECT_THAT(MatchHead(Model(config), 2, Classes({"0", "1", "2"})).rows.rows, Each(-1));
}

TEST(StartHead, QuestionsChoicesAndNumbersHaveOneOrder) {
  EXPECT_THAT(MatchHead(Model(R"({"architectures": ["BertForQuestionAnswering"]})"), 2, {.task = "question_answering"})
                  .rows.rows,
              ElementsAre(0, 1));
  EXPECT_THAT(
      MatchHead(Model(R"({"architectures": ["BertForMultipleChoice"]})"), 1, {.task = "multiple_choice"}).rows.rows,
      ElementsAre(0));
  const std::string score = R"({"architectures": ["BertForSequenceClassification"], "id2label": {"0": "score"}})";
  EXPECT_THAT(MatchHead(Model(score), 1, {.problem_type = "regression", .labels = LabelSet::Unnamed(1)}).rows.rows,
              ElementsAre(0));
}

TEST(StartHead, OwnModelsSayTheirTypeThemselves) {
  const ModelTask own =
      Model(R"({"architectures": ["BertForSequenceClassification"], "linkbert": {"task": "sequence_classification"},
                                  "problem_type": "regression", "id2label": {"0": "LABEL_0"}})");
  EXPECT_EQ(own.type, "sequence_classification");
  EXPECT_EQ(own.problem_type, "regression");
  EXPECT_THAT(test::ErrorOf(ErrorCode::kInput, [] { Model(R"({"id2label": {"0": "a", "1": "a"}})"); }),
              HasSubstr("\"a\" twice"));
  EXPECT_THAT(test::ErrorOf(ErrorCode::kInput, [] { Model(R"({"id2label": {"1": "a"}})"); }), HasSubstr("no \"0\""));
}

TEST(StartHead, TheRowsOfAFileGoWhereTheyBelong) {
  const FlatLayout layout(
      {{"bert.x.weight", {2}, true}, {"classifier.weight", {3, 2}, true}, {"classifier.bias", {3}, false}}, 100);
  const test::TemporaryFolder folder;
  const std::vector<std::vector<float>> values = {{7, 8}, {10, 11, 20, 21}, {1, 2}};
  WriteSafetensors(folder / "model.safetensors",
                   {{"bert.x.weight", {2}}, {"classifier.weight", {2, 2}}, {"classifier.bias", {2}}},
                   {values.begin(), values.end()});
  const ModelTensors file(folder.path());
  std::vector<float> flat(static_cast<std::size_t>(layout.size()), -1);
  const auto load = [&](std::vector<std::int64_t> rows) {
    std::ranges::fill(flat, -1.0F);
    return LoadStartWeights(file, layout, flat, FreshParameters(), {.head = {"classifier.", std::move(rows)}});
  };
  const auto of = [&](const std::string& name) {
    const auto range = layout.Find(name).range;
    return std::vector<float>(flat.begin() + range.begin, flat.begin() + range.begin + range.size());
  };
  const ParameterMatch some = load({1, -1, 0});
  EXPECT_THAT(some.missing, IsEmpty());
  EXPECT_THAT(some.unexpected, IsEmpty());
  EXPECT_THAT(of("classifier.weight"), ElementsAre(20, 21, -1, -1, 10, 11));
  EXPECT_THAT(of("classifier.bias"), ElementsAre(2, -1, 1));
  const ParameterMatch none = load({-1, -1, -1});
  EXPECT_THAT(none.missing, testing::UnorderedElementsAre("classifier.weight", "classifier.bias"));
  EXPECT_THAT(none.unexpected, testing::UnorderedElementsAre("classifier.weight", "classifier.bias"));
  EXPECT_THAT(of("classifier.bias"), Each(-1));
  EXPECT_EQ(of("bert.x.weight").front(), 7);
  EXPECT_THAT(test::ErrorOf(ErrorCode::kInput,
                            [&] {
                              load({2, -1, 0});
                            }),
              HasSubstr("has shape [2, 2], wanted 3 rows of 2"));
}

}  // namespace
}  // namespace linkbert
