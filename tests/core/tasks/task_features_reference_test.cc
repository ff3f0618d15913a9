// Features of every type are those of LinkBERT's scripts on transformers' fast tokenizer, on made and on real examples.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "core/tasks/multiple_choice/choice_data.h"
#include "core/tasks/question_answering/question_data.h"
#include "core/tasks/sequence_classification/classification_data.h"
#include "core/tasks/token_classification/token_data.h"
#include "data/tokens/utf8.h"
#include "tests/core/tasks/task_support.h"

namespace linkbert {
namespace {

using nlohmann::json;
using test::ReadLines;
using test::RunTaskReference;

// Spells what the made examples hold, some of it only.
std::vector<std::string> HardPieces() {
  std::vector<std::string> pieces = {"the", "graph", "link", "don", "fine", "un", "##aff", "##able", "donnees"};
  for (const char* character : {"é", "ï", "\U0001d538", "\U0001d539", "\U0001f600", "中", "文", "ß"}) {
    pieces.emplace_back(character);
    pieces.push_back(std::string("##") + character);
  }
  return pieces;
}

// One vocabulary, one tokenizer, one file of examples.
class TaskReference : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << test::ReferencePythonPath();
  }

  // Real ones where LINKBERT_TEST_DATA is; false where they are not.
  bool Prepare(const std::string& source) {
    const char* data = std::getenv("LINKBERT_TEST_DATA");
    const bool made = source.starts_with("made-");
    if (!made && data == nullptr) return false;
    vocabulary_ =
        made ? std::make_unique<Vocabulary>(test::SpellingVocabulary(HardPieces()))
             : std::make_unique<Vocabulary>(Vocabulary::Load(std::string(data) + "/vocab/bert-base-uncased-vocab.txt"));
    tokenizer_ = std::make_unique<WordPieceTokenizer>(*vocabulary_, TokenizerOptions{});
    WriteFileAtomically(folder_ / "vocab.txt", vocabulary_->ToText());
    RunTaskReference(folder_.path(), {"examples", source, made ? "." : data, input_});
    return true;
  }
  std::vector<json> Features(const std::string& type, std::int64_t max_length, std::int64_t stride = 0) {
    RunTaskReference(folder_.path(), {"features", type, "vocab.txt", "uncased", input_, features_, "--max-length",
                                      std::to_string(max_length), "--stride", std::to_string(stride)});
    return ReadLines(features_);
  }

  void CompareQuestions(const std::string& source, std::int64_t max_length, std::int64_t stride);
  void CompareTokens(const std::string& source, std::int64_t max_length);
  void ComparePairs(const TaskData& data, const std::vector<json>& wanted, std::size_t sequences_a_unit);

  test::TemporaryFolder folder_;
  std::string input_ = folder_ / "examples.json", features_ = folder_ / "features.json";
  std::unique_ptr<Vocabulary> vocabulary_;
  std::unique_ptr<WordPieceTokenizer> tokenizer_;
};

void TaskReference::CompareQuestions(const std::string& source, std::int64_t max_length, std::int64_t stride) {
  if (!Prepare(source)) GTEST_SKIP() << "not run: needs LINKBERT_TEST_DATA";
  TaskConfig task{.task = "question_answering", .max_length = max_length};
  task.question.doc_stride = stride;
  const QuestionData data({.path = input_, .purpose = TaskPurpose::kTraining}, task, *tokenizer_);
  task.mode = kLinkBertMode;
  const QuestionData as_linkbert({.path = input_, .purpose = TaskPurpose::kTraining}, task, *tokenizer_);
  const std::vector<json> wanted = Features("question_answering", max_length, stride);
  ASSERT_EQ(data.Units(), wanted.size());
  std::size_t answered = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    TaskBatch batch;
    data.Append(i, i, batch);
    ASSERT_EQ(json(batch.inputs.token_ids), wanted[i]["ids"]) << i;
    ASSERT_EQ(json(batch.inputs.token_type_ids), wanted[i]["types"]) << i;
    const QuestionFeatures::Chunk& chunk = data.features().chunks[i];
    EXPECT_EQ(json(chunk.question), wanted[i]["example"]) << i;
    // The script runs past the chunk where an answer begins with its last token: the label is then a [PAD] or [SEP].
    const std::int64_t last = data.features().ContextPlace(chunk) + std::int64_t{chunk.tokens} - 1;
    EXPECT_EQ(batch.labels[0], std::min(last, wanted[i]["start"].get<std::int64_t>())) << i;
    EXPECT_EQ(batch.labels[1], wanted[i]["end"]) << i;
    TaskBatch again;
    as_linkbert.Append(i, i, again);
    EXPECT_EQ(again.labels[0], std::min(last + 1, wanted[i]["start"].get<std::int64_t>())) << i;
    EXPECT_EQ(again.labels[1], batch.labels[1]) << i;
    answered += chunk.end > 0 ? 1 : 0;
  }
  EXPECT_GT(answered, 10U);
}

TEST_F(TaskReference, MadeQuestionsAreTheSame) { CompareQuestions("made-questions", 64, 20); }
TEST_F(TaskReference, MadeQuestionsWithoutStrideAreTheSame) { CompareQuestions("made-questions", 90, 0); }
TEST_F(TaskReference, XquadIsTheSame) { CompareQuestions("xquad", 384, 128); }
TEST_F(TaskReference, XquadInSmallWindowsIsTheSame) { CompareQuestions("xquad", 96, 32); }
TEST_F(TaskReference, NewsQaIsTheSame) { CompareQuestions("newsqa", 384, 128); }

void TaskReference::CompareTokens(const std::string& source, std::int64_t max_length) {
  if (!Prepare(source)) GTEST_SKIP() << "not run: needs LINKBERT_TEST_DATA";
  const TaskConfig task{.task = "token_classification",
                        .max_length = max_length,
                        .problem_type = {},
                        .labels = TokenData::TagsOf(input_)};
  const TokenData data({.path = input_, .purpose = TaskPurpose::kTraining}, task, *tokenizer_);
  const std::vector<json> wanted = Features("token_classification", max_length);
  ASSERT_EQ(data.Units(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    TaskBatch batch;
    data.Append(i, i, batch);
    ASSERT_EQ(json(batch.inputs.token_ids), wanted[i]["ids"]) << i;
    json labels = std::vector<json>(batch.inputs.token_ids.size(), -100);
    for (std::size_t k = 0; k < batch.rows.size(); ++k) {
      labels[static_cast<std::size_t>(batch.rows[k])] = task.labels.names()[static_cast<std::size_t>(batch.labels[k])];
    }
    EXPECT_EQ(labels, wanted[i]["labels"]) << i;
  }
}

TEST_F(TaskReference, MadeSentencesAreTheSame) { CompareTokens("made-sentences", 40); }
TEST_F(TaskReference, NcbiDiseaseIsTheSame) { CompareTokens("ncbi", 64); }

void TaskReference::ComparePairs(const TaskData& data, const std::vector<json>& wanted, std::size_t sequences_a_unit) {
  ASSERT_EQ(data.Units() * sequences_a_unit, wanted.size());
  for (std::size_t unit = 0; unit < data.Units(); ++unit) {
    TaskBatch batch;
    data.Append(unit, unit, batch);
    json ids = json::array(), types = json::array();
    for (std::size_t i = 0; i < sequences_a_unit; ++i) {
      const json& sequence = wanted[unit * sequences_a_unit + i];
      ids.insert(ids.end(), sequence["ids"].begin(), sequence["ids"].end());
      types.insert(types.end(), sequence["types"].begin(), sequence["types"].end());
    }
    ASSERT_EQ(json(batch.inputs.token_ids), ids) << unit;
    ASSERT_EQ(json(batch.inputs.token_type_ids), types) << unit;
  }
}

TEST_F(TaskReference, ChoicesAreTheSame) {
  for (const auto& [source, choices, length] : {std::tuple{"made-choices", 3U, 24}, std::tuple{"medqa", 4U, 128}}) {
    if (!Prepare(source)) GTEST_SKIP() << "not run: needs LINKBERT_TEST_DATA";
    const TaskConfig task{.task = "multiple_choice", .max_length = length};
    const ChoiceData data({.path = input_, .purpose = TaskPurpose::kTraining}, task, *tokenizer_);
    ComparePairs(data, Features("multiple_choice", length), choices);
  }
}

TEST_F(TaskReference, PairsOfRteAreTheSame) {
  if (!Prepare("rte")) GTEST_SKIP() << "not run: needs LINKBERT_TEST_DATA";
  TaskConfig task{.max_length = 64};
  ClassificationData::Settle(input_, task);
  const ClassificationData data({.path = input_, .purpose = TaskPurpose::kTraining}, task, *tokenizer_);
  ComparePairs(data, Features("sequence_classification", 64), 1);
}

}  // namespace
}  // namespace linkbert
