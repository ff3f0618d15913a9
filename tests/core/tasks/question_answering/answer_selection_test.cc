// Answers from scores: the rules one by one, and the whole against Python's restatement of utils_qa.py.
#include "core/tasks/question_answering/answer_selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "base/philox.h"
#include "core/tasks/question_answering/question_data.h"
#include "tests/core/tasks/task_support.h"

namespace linkbert {
namespace {

using nlohmann::json;

constexpr std::string_view kContext = "one two three";

// [CLS] q [SEP] one two three [SEP]: all logits -9 but those given.
class Scores {
 public:
  Scores& Start(std::size_t place, float logit) { return logits_[2 * place] = logit, *this; }
  Scores& End(std::size_t place, float logit) { return logits_[2 * place + 1] = logit, *this; }
  ChosenAnswer Choose(const QuestionOptions& options = {}) const {
    const ChunkScores chunk{.logits = logits_, .context_place = 3, .byte_begin = begins_, .byte_end = ends_};
    return ChooseAnswer(kContext, std::span(&chunk, 1), options);
  }

 private:
  std::vector<float> logits_ = std::vector<float>(14, -9.0F);
  std::vector<std::uint32_t> begins_ = {0, 4, 8}, ends_ = {3, 7, 13};
};

TEST(ChooseAnswer, TheBestPairOfStartAndEnd) {
  const ChosenAnswer chosen = Scores().Start(3, 2).End(4, 3).Start(4, 1).Choose();
  EXPECT_EQ(chosen.text, "one two");
  EXPECT_EQ(chosen.n_best[0].start_logit, 2);
  EXPECT_EQ(chosen.n_best[0].end_logit, 3);
  EXPECT_EQ(chosen.n_best[1].text, "two");
  EXPECT_FALSE(chosen.null_odds.has_value());
  float sum = 0;
  for (const Answer& answer : chosen.n_best) sum += answer.probability;
  EXPECT_NEAR(sum, 1, 1e-6);
}

TEST(ChooseAnswer, ReversedLongAndOutsidePairsGo) {
  EXPECT_EQ(Scores().Start(5, 9).End(3, 9).Start(3, 1).Choose().text, "one");
  EXPECT_EQ(Scores().Start(3, 9).End(5, 9).End(4, 1).Choose({.max_answer_length = 2}).text, "one two");
  EXPECT_EQ(Scores().Start(1, 9).End(6, 9).Start(4, 1).End(4, 1).Choose().text, "two");
}

TEST(ChooseAnswer, NoCandidateIsTheWordEmpty) {
  const ChosenAnswer chosen = Scores().Start(0, 9).End(0, 9).Choose({.n_best_size = 1});
  EXPECT_EQ(chosen.text, "empty");
  ASSERT_EQ(chosen.n_best.size(), 1U);
  EXPECT_EQ(chosen.n_best[0].probability, 1);
}

TEST(ChooseAnswer, VersionTwoComparesWithNoAnswer) {
  const Scores scores = Scores().Start(0, 3).End(0, 3).Start(4, 2).End(4, 3.5F);
  const QuestionOptions v2{.version_2_with_negative = true};
  EXPECT_EQ(scores.Choose(v2).text, "");
  EXPECT_EQ(scores.Choose(v2).null_odds, 0.5F);
  QuestionOptions lenient = v2;
  lenient.null_score_diff_threshold = 0.5;
  EXPECT_EQ(scores.Choose(lenient).text, "two");
  EXPECT_EQ(scores.Choose().text, "two");
}

TEST(ChooseAnswer, EqualScoresStayInTheOrderMet) {
  const ChosenAnswer chosen = Scores().Start(3, 1).End(3, 1).Start(5, 1).End(5, 1).Choose();
  EXPECT_EQ(chosen.n_best[0].text, "one");
  EXPECT_EQ(chosen.n_best[1].text, "one two three");
  EXPECT_EQ(chosen.n_best[2].text, "three");
}

// Normally distributed numbers are never equal here, so the order that numpy gives to equals does not matter.
std::vector<float> RandomLogits(std::size_t count) {
  std::vector<float> logits(count);
  for (std::size_t i = 0; i < count; ++i) {
    const RandomSequence random(3, RandomStream::kPartner, i);
    logits[i] = static_cast<float>(random.Below(0, 1U << 30)) / static_cast<float>(1U << 26) - 8;
  }
  return logits;
}

void CompareWithReference(const QuestionOptions& options, const std::vector<std::string>& flags) {
  const test::TemporaryFolder folder;
  const std::string input = folder / "examples.json", features = folder / "features.json";
  const Vocabulary vocabulary = test::SpellingVocabulary({"the", "graph", "link"});
  const WordPieceTokenizer tokenizer(vocabulary, {});
  WriteFileAtomically(folder / "vocab.txt", vocabulary.ToText());
  test::RunTaskReference(folder.path(), {"examples", "made-questions", ".", input});
  test::RunTaskReference(folder.path(), {"features", "question_answering", "vocab.txt", "uncased", input, features,
                                         "--max-length", "64", "--stride", "20"});
  TaskConfig task{.task = "question_answering", .max_length = 64};
  task.question = options;
  task.question.doc_stride = 20;
  const QuestionData data({.path = input, .purpose = TaskPurpose::kPrediction}, task, tokenizer);
  std::size_t outputs = 0;
  for (std::size_t unit = 0; unit < data.Units(); ++unit) outputs += data.Outputs(unit);
  const std::vector<float> logits = RandomLogits(outputs);
  WriteFileAtomically(folder / "logits", {reinterpret_cast<const char*>(logits.data()), logits.size() * sizeof(float)});
  std::vector<std::string> arguments = {"answers", input, features, folder / "logits", folder / "answers"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  test::RunTaskReference(folder.path(), arguments);
  const std::vector<PredictionFile> files = data.Predictions("eval", logits);
  const json texts = json::parse(files.at(0).content), n_best = json::parse(files.at(1).content);
  std::size_t number = 0;
  for (const json& wanted : test::ReadLines(folder / "answers")) {
    const std::string id = fmt::format("q{}", number++);
    EXPECT_EQ(texts.at(id), wanted["text"]) << id;
    ASSERT_EQ(n_best.at(id).size(), wanted["n_best"].size()) << id;
    for (std::size_t i = 0; i < wanted["n_best"].size(); ++i) {
      EXPECT_EQ(n_best[id][i]["text"], wanted["n_best"][i]["text"]) << id << " " << i;
      EXPECT_EQ(n_best[id][i]["start_logit"].get<float>(), wanted["n_best"][i]["start_logit"].get<float>()) << id;
      EXPECT_NEAR(n_best[id][i]["probability"], wanted["n_best"][i]["probability"], 1e-6) << id << " " << i;
    }
    if (options.version_2_with_negative) {
      EXPECT_EQ(json::parse(files.at(2).content).at(id).get<float>(), wanted["odds"].get<float>()) << id;
    }
  }
  EXPECT_EQ(number, data.Examples());
}

TEST(ChooseAnswer, IsThatOfUtilsQa) {
  if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << test::ReferencePythonPath();
  CompareWithReference({}, {});
  CompareWithReference({.n_best_size = 3, .max_answer_length = 4}, {"--n-best", "3", "--max-answer", "4"});
  CompareWithReference({.version_2_with_negative = true, .null_score_diff_threshold = -2},
                       {"--v2", "--threshold", "-2"});
}

}  // namespace
}  // namespace linkbert
