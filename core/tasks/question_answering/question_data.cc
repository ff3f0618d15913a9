#include "core/tasks/question_answering/question_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "core/metrics/answer_metrics.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kQuestionForm[] =
    R"({"id": ..., "question": ..., "context": ..., "answers": {"answer_start": [...], "text": [...]}})";

void CheckWindow(const TaskConfig& task) {
  if (task.max_length >= 2 * task.question.doc_stride + 4) return;
  throw Fail(ErrorCode::kConfiguration,
             "task.max_length is {}, wanted at least {}: twice task.question.doc_stride, {}, and 4. Lower the stride.",
             task.max_length, 2 * task.question.doc_stride + 4, task.question.doc_stride);
}

struct Answers {
  std::vector<std::string> texts;
  std::vector<std::int64_t> starts;  // code points
};

Answers AnswersOf(const ExampleLine& line) {
  const Json& given = line.Field("answers");
  const auto part = [&](const char* name) -> const Json& {
    if (given.is_object() && given.contains(name) && given[name].is_array()) return given[name];
    throw line.Wrong("answers", Shown(given), R"({"answer_start": [...], "text": [...]})");
  };
  Answers answers;
  for (const Json& text : part("text")) {
    if (!text.is_string()) throw line.Wrong("answers.text", Shown(text), "texts");
    answers.texts.push_back(text.get<std::string>());
  }
  for (const Json& start : part("answer_start")) {
    if (!start.is_number_integer() || start.get<std::int64_t>() < 0)
      throw line.Wrong("answers.answer_start", Shown(start), "whole numbers, 0 or more");
    answers.starts.push_back(start.get<std::int64_t>());
  }
  if (answers.texts.size() != answers.starts.size())
    throw line.Wrong("answers", fmt::format("{} texts with {} starts", answers.texts.size(), answers.starts.size()),
                     "as many of one as of the other");
  return answers;
}

std::uint64_t CodePoints(std::string_view text) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Json ToJson(const Answer& answer) {
  return {{"start_logit", answer.start_logit},
          {"end_logit", answer.end_logit},
          {"text", answer.text},
          {"probability", answer.probability}};
}

// A JSON object by id as Python's json.dumps(indent=4) has it. Appended without looking ids up: that is quadratic.
class ById {
 public:
  void Add(const std::string& id, const Json& value) {
    static_cast<std::vector<std::pair<const std::string, Json>>&>(object_).emplace_back(id, value);
  }
  std::string Text() && { return Json(std::move(object_)).dump(4, ' ', /*ensure_ascii=*/true) + "\n"; }

 private:
  Json::object_t object_;
};

}  // namespace

QuestionData::QuestionData(const TaskInput& input, const TaskConfig& task, const WordPieceTokenizer& tokenizer)
    : path_(input.path), task_(task), purpose_(input.purpose) {
  CheckWindow(task);
  const ExampleFile file(input.path, kQuestionForm);
  const bool labelled = purpose_ != TaskPurpose::kPrediction;
  QuestionFeatureBuilder builder(tokenizer, task.max_length, task.question.doc_stride,
                                 /*keep_offsets=*/purpose_ != TaskPurpose::kTraining, task.AsLinkBert());
  for (const std::uint64_t i : TakenExamples(input, file.size())) {
    Add(file.Line(i), labelled, builder);
  }
  features_ = builder.Take();
  // In run_qa.py's loss the softmax runs over the padding too; its scores of answers leave the padding out.
  if (task.AsLinkBert() && purpose_ == TaskPurpose::kTraining) padded_ = static_cast<std::uint32_t>(task.max_length);
}

void QuestionData::Add(const ExampleLine& line, bool labelled, QuestionFeatureBuilder& builder) {
  const std::string& context = line.Text("context");
  Answers answers;
  if (labelled) answers = AnswersOf(line);
  std::optional<AnswerPlace> place;
  if (!answers.texts.empty()) {
    const auto begin = static_cast<std::uint64_t>(answers.starts[0]);
    place = {begin, begin + CodePoints(answers.texts[0])};
    CheckAnswer(line, context, answers.texts[0], *place);
  }
  if (purpose_ == TaskPurpose::kScoring && !place && !task_.question.version_2_with_negative) {
    throw line.Wrong("answers", "empty", "an answer; task.question.version_2_with_negative allows for none");
  }
  builder.Add(line.Text("question"), context, place);
  if (task_.AsLinkBert() && builder.cut_questions() > 0) {
    throw line.Wrong("question", fmt::format("too long for a window of {} tokens", task_.max_length),
                     "a shorter one, since LinkBERT's script ends there too; task.mode default cuts it");
  }
  if (purpose_ != TaskPurpose::kTraining) texts_.push_back({line.Id(), context, std::move(answers.texts)});
}

void QuestionData::CheckAnswer(const ExampleLine& line, const std::string& context, const std::string& answer,
                               const AnswerPlace& place) {
  const std::size_t begin = ByteOfCodePoint(context, place.begin);
  if (begin <= context.size() && context.compare(begin, answer.size(), answer) == 0) return;
  if (task_.strict) {
    const std::string there = begin < context.size() ? context.substr(begin, answer.size()) : "the context's end";
    throw line.Wrong("answers", fmt::format("\"{}\" at code point {}", answer, place.begin),
                     fmt::format("what stands there, \"{}\"", there));
  }
  if (misplaced_++ == 0) first_misplaced_ = line.where();
}

void QuestionData::Append(std::size_t unit, std::uint64_t sample, TaskBatch& batch) const {
  AppendChunk(features_, unit, sample, batch.inputs, padded_);
  ++batch.units;
  if (purpose_ == TaskPurpose::kPrediction) return;
  batch.labels.push_back(features_.chunks[unit].start);
  batch.labels.push_back(features_.chunks[unit].end);
}

std::vector<std::string> QuestionData::Remarks() const {
  std::vector<std::string> remarks;
  if (misplaced_ > 0) {
    remarks.push_back(fmt::format("{}: {} of {} answers are not in the context where they say, the first in {}", path_,
                                  misplaced_, Examples(), first_misplaced_));
  }
  if (features_.cut_questions > 0) {
    remarks.push_back(fmt::format("{}: {} question(s) are too long for a window of {} tokens and were cut", path_,
                                  features_.cut_questions, task_.max_length));
  }
  return remarks;
}

std::vector<ChosenAnswer> QuestionData::Choose(std::span<const float> outputs) const {
  LB_CHECK(texts_.size() == features_.questions.size(), "a training file is not scored");
  std::vector<ChosenAnswer> chosen;
  for (std::size_t q = 0; q < features_.questions.size(); ++q) {
    const QuestionFeatures::Question& question = features_.questions[q];
    std::vector<ChunkScores> chunks;
    for (std::size_t i = question.first_chunk; i < question.first_chunk + question.chunks; ++i) {
      const QuestionFeatures::Chunk& chunk = features_.chunks[i];
      const std::size_t at = question.begin + question.question_tokens + chunk.begin;
      chunks.push_back({.logits = outputs.first(Outputs(i)),
                        .context_place = features_.ContextPlace(chunk),
                        .byte_begin = {features_.byte_begin.data() + at, chunk.tokens},
                        .byte_end = {features_.byte_end.data() + at, chunk.tokens}});
      outputs = outputs.subspan(Outputs(i));
    }
    chosen.push_back(ChooseAnswer(texts_[q].context, chunks, task_.question));
  }
  return chosen;
}

Figures QuestionData::Metrics(std::span<const float> outputs) const {
  const std::vector<ChosenAnswer> chosen = Choose(outputs);
  const bool version_2 = task_.question.version_2_with_negative;
  std::vector<AnswerScore> scores;
  std::vector<bool> has_answer;
  for (std::size_t q = 0; q < chosen.size(); ++q) {
    const std::vector<std::string>& golds = texts_[q].answers;
    scores.push_back(version_2 ? ScoreAnswerV2(chosen[q].text, golds) : ScoreAnswer(chosen[q].text, golds));
    has_answer.push_back(!golds.empty());
  }
  return version_2 ? SummarizeAnswersV2(scores, has_answer) : SummarizeAnswers(scores);
}

std::vector<PredictionFile> QuestionData::Predictions(const std::string& part, std::span<const float> outputs) const {
  ById best, n_best, odds;
  const std::vector<ChosenAnswer> chosen = Choose(outputs);
  for (std::size_t q = 0; q < chosen.size(); ++q) {
    Json answers = Json::array();
    for (const Answer& answer : chosen[q].n_best) answers.push_back(ToJson(answer));
    best.Add(texts_[q].id, chosen[q].text);
    n_best.Add(texts_[q].id, answers);
    if (chosen[q].null_odds) odds.Add(texts_[q].id, *chosen[q].null_odds);
  }
  std::vector<PredictionFile> files = {{part + "_predictions.json", std::move(best).Text()},
                                       {part + "_nbest_predictions.json", std::move(n_best).Text()}};
  if (task_.question.version_2_with_negative) files.push_back({part + "_null_odds.json", std::move(odds).Text()});
  return files;
}

}  // namespace linkbert
