#include "core/tasks/question_answering/answer_selection.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "base/error.h"

namespace linkbert {
namespace {

// A pair of a start and an end; begin == end is no answer.
struct Candidate {
  std::size_t begin;  // bytes of the context
  std::size_t end;
  float start_logit;
  float end_logit;
  float score() const { return start_logit + end_logit; }
};

// Places of the `count` largest logits (column 0: starts, 1: ends), largest first, then from left to right.
std::vector<std::uint32_t> BestPlaces(std::span<const float> logits, std::size_t column, std::int64_t count) {
  std::vector<std::uint32_t> places(logits.size() / 2);
  std::iota(places.begin(), places.end(), 0U);
  const auto kept = std::min(places.size(), static_cast<std::size_t>(count));
  const auto better = [&](std::uint32_t a, std::uint32_t b) {
    const float x = logits[2 * a + column], y = logits[2 * b + column];
    return x != y ? x > y : a < b;
  };
  std::partial_sort(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(kept), places.end(), better);
  places.resize(kept);
  return places;
}

void AddCandidates(const ChunkScores& chunk, const QuestionOptions& options, std::vector<Candidate>& candidates) {
  const std::size_t first = chunk.context_place, behind = first + chunk.byte_begin.size();
  const auto inside = [&](std::uint32_t place) { return place >= first && place < behind; };
  const std::vector<std::uint32_t> ends = BestPlaces(chunk.logits, 1, options.n_best_size);
  for (const std::uint32_t start : BestPlaces(chunk.logits, 0, options.n_best_size)) {
    if (!inside(start)) continue;
    for (const std::uint32_t end : ends) {
      if (!inside(end) || end < start || end - start + 1 > options.max_answer_length) continue;
      candidates.push_back({chunk.byte_begin[start - first], chunk.byte_end[end - first], chunk.logits[2 * start],
                            chunk.logits[2 * end + 1]});
    }
  }
}

// The least of the chunks' scores of [CLS] as start and end.
Candidate NoAnswer(std::span<const ChunkScores> chunks) {
  Candidate least{0, 0, chunks[0].logits[0], chunks[0].logits[1]};
  for (const ChunkScores& chunk : chunks) {
    if (chunk.logits[0] + chunk.logits[1] < least.score()) least = {0, 0, chunk.logits[0], chunk.logits[1]};
  }
  return least;
}

std::vector<Answer> ToAnswers(std::string_view context, std::span<const Candidate> candidates) {
  std::vector<Answer> answers;
  for (const Candidate& c : candidates) {
    answers.push_back({std::string(context.substr(c.begin, c.end - c.begin)), c.start_logit, c.end_logit, 0});
  }
  if (answers.empty() || (answers.size() == 1 && answers[0].text.empty())) {
    answers.insert(answers.begin(), Answer{"empty", 0, 0, 0});
  }
  float largest = answers[0].start_logit + answers[0].end_logit, sum = 0;
  for (const Answer& answer : answers) largest = std::max(largest, answer.start_logit + answer.end_logit);
  for (Answer& answer : answers) {
    answer.probability = std::exp(answer.start_logit + answer.end_logit - largest);
    sum += answer.probability;
  }
  for (Answer& answer : answers) answer.probability /= sum;
  return answers;
}

}  // namespace

ChosenAnswer ChooseAnswer(std::string_view context, std::span<const ChunkScores> chunks,
                          const QuestionOptions& options) {
  LB_CHECK(!chunks.empty());
  std::vector<Candidate> candidates;
  for (const ChunkScores& chunk : chunks) AddCandidates(chunk, options, candidates);
  const Candidate none = NoAnswer(chunks);
  if (options.version_2_with_negative) candidates.push_back(none);
  std::ranges::stable_sort(candidates, std::greater(), &Candidate::score);
  if (candidates.size() > static_cast<std::size_t>(options.n_best_size)) {
    candidates.resize(static_cast<std::size_t>(options.n_best_size));
  }
  const auto is_none = [](const Candidate& c) { return c.end == 0; };
  if (options.version_2_with_negative && std::ranges::none_of(candidates, is_none)) candidates.push_back(none);
  ChosenAnswer chosen{.text = {}, .n_best = ToAnswers(context, candidates), .null_odds = {}};
  if (!options.version_2_with_negative) {
    chosen.text = chosen.n_best[0].text;
    return chosen;
  }
  const auto best = std::ranges::find_if(chosen.n_best, [](const Answer& answer) { return !answer.text.empty(); });
  if (best == chosen.n_best.end()) return chosen;  // every candidate is no answer
  chosen.null_odds = none.score() - best->start_logit - best->end_logit;
  if (static_cast<double>(*chosen.null_odds) <= options.null_score_diff_threshold) chosen.text = best->text;
  return chosen;
}

}  // namespace linkbert
