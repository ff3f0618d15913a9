// Examples, labels and the errors of each kind of bad line.
#include "core/tasks/classification_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

struct File {
  explicit File(const std::string& text) { WriteFileAtomically(path, text); }
  test::TemporaryFolder folder;
  std::string path = folder / "train.json";
};

TEST(ClassificationExamples, OneSentenceOrTwo) {
  const File file(
      "\xEF\xBB\xBF{\"id\":\"a\",\"sentence\":\"x y\",\"label\":\"yes\"}\r\n\n"
      "{\"sentence1\":\"p\",\"sentence2\":\"\",\"label\":3}\n");
  const auto examples = ReadClassificationExamples(file.path);
  ASSERT_EQ(examples.size(), 2U);
  EXPECT_EQ(examples[0].id, "a");
  EXPECT_EQ(examples[0].first, "x y");
  EXPECT_FALSE(examples[0].second.has_value());
  EXPECT_EQ(examples[1].id, "3");  // its line
  EXPECT_EQ(examples[1].second, "");
  EXPECT_EQ(examples[1].label, "3");
}

TEST(ClassificationExamples, ErrorsNameLineAndField) {
  const auto error = [](const std::string& line) {
    const File file("{\"sentence\":\"x\",\"label\":\"a\"}\n" + line + "\n");
    return ErrorOf(ErrorCode::kInput, [&] { ReadClassificationExamples(file.path); });
  };
  EXPECT_THAT(error("{\"sentence\":\"x\"}"), AllOf(HasSubstr("train.json:2"), HasSubstr("\"label\" is missing")));
  EXPECT_THAT(error("{\"label\":\"a\"}"), HasSubstr("\"sentence\" is missing"));
  EXPECT_THAT(error("{\"sentence\":[1],\"label\":\"a\"}"), HasSubstr("is [1]"));
  EXPECT_THAT(error("{\"sentence1\":\"x\",\"label\":\"a\"}"), HasSubstr("\"sentence2\" is missing"));
  EXPECT_THAT(error("{\"sentence\":\"x\",\"label\":0.5}"), HasSubstr("is 0.5"));
  EXPECT_THAT(error("[1]"), HasSubstr("no JSON object"));
  EXPECT_THAT(error("{\"sentence\""), HasSubstr("no JSON object"));
}

TEST(ClassificationExamples, AFileWithoutExamplesIsAnError) {
  const File file("\n");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { ReadClassificationExamples(file.path); }), HasSubstr("no example"));
}

TEST(ClassificationData, ClassesAreTheSortedLabels) {
  const File file(
      "{\"sentence\":\"x\",\"label\":\"b\"}\n{\"sentence\":\"x y\",\"label\":\"B\"}\n"
      "{\"sentence\":\"x\",\"label\":\"a\"}\n{\"sentence\":\"x\",\"label\":\"b\"}\n");
  const LabelSet labels = LabelSet::Of(ReadClassificationExamples(file.path), file.path);
  EXPECT_THAT(labels.names(), ElementsAre("B", "a", "b"));
  const Vocabulary vocabulary = test::SpellingVocabulary();
  const WordPieceTokenizer tokenizer(vocabulary, {});
  const ClassificationData data = BuildClassificationData(file.path, labels, tokenizer, 8);
  EXPECT_THAT(data.labels, ElementsAre(2, 0, 1, 2));
  EXPECT_EQ(data.features[1].token_ids.size(), 4U);
}

TEST(ClassificationData, AnUnknownLabelNamesFileAndLine) {
  const File file("{\"sentence\":\"x\",\"label\":\"a\"}\n{\"sentence\":\"x\",\"label\":\"c\"}\n");
  const Vocabulary vocabulary = test::SpellingVocabulary();
  const WordPieceTokenizer tokenizer(vocabulary, {});
  const std::string error = ErrorOf(ErrorCode::kInput, [&] {
    BuildClassificationData(file.path, LabelSet({"a", "b"}), tokenizer, 8);
  });
  EXPECT_THAT(error, AllOf(HasSubstr("train.json:2"), HasSubstr("\"c\""), HasSubstr("a, b")));
}

TEST(ClassificationData, OneLabelCannotBeLearned) {
  const File file("{\"sentence\":\"x\",\"label\":\"a\"}\n");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { LabelSet::Of(ReadClassificationExamples(file.path), file.path); }),
              HasSubstr("\"a\""));
}

}  // namespace
}  // namespace linkbert
