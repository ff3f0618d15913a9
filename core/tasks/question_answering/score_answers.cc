#include "core/tasks/question_answering/score_answers.h"

#include <algorithm>

#include "core/metrics/answer_metrics.h"

namespace linkbert {
namespace {

constexpr const char* kMetrics[] = {"f1", "exact_match"};
constexpr const char* kMetricsV2[] = {"f1", "exact"};

bool HasAnswer(const GoldExample& question) { return !question.label.empty(); }

const std::string& TextOf(const GoldExample& question, const Predictions& predictions) {
  const nlohmann::json& value = predictions.Of(question);
  if (!value.is_string()) throw predictions.Wrong(question, "a text");
  return value.get_ref<const std::string&>();
}

AnswerScore Score(const GoldExample& question, const std::string& prediction, bool version_2) {
  const auto golds = question.label.get<std::vector<std::string>>();
  if (version_2) return ScoreAnswerV2(prediction, golds);
  if (!golds.empty()) return ScoreAnswer(prediction, golds);
  throw Fail(ErrorCode::kInput, "{}: question \"{}\" has no answer, wanted one as in SQuAD 1.1. Score it as squad2.0.",
             question.where, question.id);
}

// The metric first.
Figures Sorted(const Figures& figures, const std::string& metric) {
  Figures sorted;
  sorted.Add(*figures.Find(metric));
  for (const Figure& figure : figures.list()) {
    if (figure.name != metric) sorted.Add(figure);
  }
  return sorted;
}

}  // namespace

ScoredPredictions ScoreAnswerFile(const GoldFile& gold, const Predictions& predictions, const ScoringRequest& request) {
  const bool version_2 = request.version_2.value_or(!std::ranges::all_of(gold.examples, HasAnswer));
  const std::string metric = version_2 ? ChooseMetric(request, kMetricsV2) : ChooseMetric(request, kMetrics);
  std::vector<AnswerScore> scores;
  std::vector<bool> has_answer;
  for (const GoldExample& question : gold.examples) {
    scores.push_back(Score(question, TextOf(question, predictions), version_2));
    has_answer.push_back(HasAnswer(question));
  }
  ScoredPredictions scored;
  scored.metric = metric;
  scored.rule = (version_2 ? "SQuAD 2.0's script on " : "SQuAD 1.1's script on ") + gold.form;
  scored.figures = Sorted(version_2 ? SummarizeAnswersV2(scores, has_answer) : SummarizeAnswers(scores), metric);
  scored.units = scores.size();
  scored.resampled = [scores = std::move(scores), metric](std::span<const std::size_t> drawn) -> std::optional<double> {
    double sum = 0;
    for (const std::size_t i : drawn) sum += metric == "f1" ? scores[i].f1 : scores[i].exact_match;
    return 100 * sum / static_cast<double>(drawn.size());
  };
  return scored;
}

}  // namespace linkbert
