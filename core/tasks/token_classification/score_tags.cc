#include "core/tasks/token_classification/score_tags.h"

#include <algorithm>
#include <map>

#include "core/metrics/task_figures.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;

struct Sentences {
  TagSentences gold, predicted;
  std::size_t dropped = 0;  // words without a prediction
};

void AddSentence(const GoldExample& example, const Predictions& predictions, Sentences& sentences) {
  const Json& predicted = predictions.Of(example);
  const auto is_text = [](const Json& tag) { return tag.is_string() && !tag.get_ref<const std::string&>().empty(); };
  if (!example.label.is_array() || !std::ranges::all_of(example.label, is_text)) {
    throw Fail(ErrorCode::kInput, "{}: ner_tags of \"{}\" are no list of tags such as O or B-X.", example.where,
               example.id);
  }
  const auto is_tag_or_null = [&](const Json& tag) { return tag.is_null() || is_text(tag); };
  if (!predicted.is_array() || predicted.size() != example.label.size() ||
      !std::ranges::all_of(predicted, is_tag_or_null)) {
    throw predictions.Wrong(
        example, fmt::format("a list of {} tags, null for a word that was not judged", example.label.size()));
  }
  sentences.gold.emplace_back(), sentences.predicted.emplace_back();
  for (std::size_t word = 0; word < predicted.size(); ++word) {
    if (predicted[word].is_null()) {
      ++sentences.dropped;
      continue;
    }
    sentences.gold.back().push_back(example.label[word]);
    sentences.predicted.back().push_back(predicted[word]);
  }
}

// By the scheme that is asked for, or that the gold tags have. Only tags that are all of BILOU are read as such.
TagRule ChooseRule(const Sentences& sentences, const ScoringRequest& request) {
  if (request.tag_scheme == "none") return RuleOf(std::nullopt, request.strict_tags);
  if (!request.tag_scheme.empty()) return RuleOf(ParseScheme(request.tag_scheme), request.strict_tags);
  SchemeSurvey gold, all;
  for (const auto& tags : sentences.gold) gold.Add(tags), all.Add(tags);
  for (const auto& tags : sentences.predicted) all.Add(tags);
  const std::optional<TagScheme> wanted = gold.Scheme(), whole = all.Scheme();
  return RuleOf(request.strict_tags && wanted ? wanted : whole, request.strict_tags);
}

// Each sentence's part of the counts, so that a resampled score is a sum.
std::vector<EntityMetrics> SentenceMetrics(const Sentences& sentences, TagRule rule) {
  std::vector<EntityMetrics> parts;
  for (std::size_t s = 0; s < sentences.gold.size(); ++s)
    parts.push_back(ScoreEntities({sentences.gold[s]}, {sentences.predicted[s]}, rule));
  return parts;
}

void AddTo(const EntityMetrics& part, EntityMetrics& sum) {
  for (const auto& [type, counts] : part.by_type) sum.by_type[type] += counts;
  sum.total += part.total;
  sum.tokens += part.tokens;
  sum.tokens_correct += part.tokens_correct;
}

}  // namespace

ScoredPredictions ScoreTagFile(const GoldFile& gold, const Predictions& predictions, const ScoringRequest& request) {
  Sentences sentences;
  for (const GoldExample& example : gold.examples) AddSentence(example, predictions, sentences);
  const TagRule rule = ChooseRule(sentences, request);
  const EntityMetrics metrics = ScoreEntities(sentences.gold, sentences.predicted, rule);
  ScoredPredictions scored;
  scored.metric = ChooseMetric(request, TagMetricNames());
  scored.rule = RuleText(rule);
  if (sentences.dropped > 0)
    scored.rule += fmt::format("; {} words without a prediction take no part", sentences.dropped);
  scored.figures = TagFigures(metrics, scored.metric);
  scored.figures.Add(TypeFigures(metrics));
  scored.units = sentences.gold.size();
  scored.resampled = [parts = SentenceMetrics(sentences, rule),
                      metric = scored.metric](std::span<const std::size_t> drawn) {
    EntityMetrics sum;
    for (const std::size_t sentence : drawn) AddTo(parts[sentence], sum);
    return TagFigures(sum, metric).list().front().value;
  };
  return scored;
}

}  // namespace linkbert
