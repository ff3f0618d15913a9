#include "core/tasks/sequence_classification/score_classes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/metrics/task_figures.h"
#include "core/scoring/class_scores.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;

ScoredPredictions ScoreNumbers(const GoldFile& gold, const Predictions& predictions, const std::string& metric) {
  std::vector<double> wanted, predicted;
  for (const GoldExample& example : gold.examples) {
    if (!example.label.is_number()) {
      throw Fail(ErrorCode::kInput, "{}: the label of \"{}\" is no number, unlike others in the file.", example.where,
                 example.id);
    }
    const Json& value = predictions.Of(example);
    if (!value.is_number() || !std::isfinite(value.get<double>())) throw predictions.Wrong(example, "a number");
    wanted.push_back(example.label.get<double>());
    predicted.push_back(value.get<double>());
  }
  ScoredPredictions scored;
  scored.metric = metric;
  scored.rule = "labels are numbers";
  scored.figures = NumberFigures(wanted, predicted, metric);
  scored.units = wanted.size();
  scored.resampled = [wanted = std::move(wanted), predicted = std::move(predicted),
                      metric](std::span<const std::size_t> drawn) {
    return First(NumberFigures(Take(wanted, drawn), Take(predicted, drawn), metric));
  };
  return scored;
}

bool IsLabelList(const Json& value) {
  return value.is_array() && std::ranges::all_of(value, [](const Json& part) { return part == 0 || part == 1; });
}

std::vector<bool> LabelsOf(const Json& list) {
  std::vector<bool> labels;
  for (const Json& part : list) labels.push_back(part == 1);
  return labels;
}

struct LabelLists {
  std::vector<std::string> ids;  // "3_0": of the third unit
  std::vector<std::vector<bool>> gold, predicted;
  std::vector<std::vector<std::size_t>> units;  // the examples of each
};

LabelLists ReadLabelLists(const GoldFile& gold, const Predictions& predictions, bool by_document) {
  LabelLists lists;
  std::map<std::string, std::size_t> unit_of;
  for (const GoldExample& example : gold.examples) {
    const Json& predicted = predictions.Of(example);
    if (!IsLabelList(example.label) || example.label.size() != gold.examples.front().label.size()) {
      throw Fail(ErrorCode::kInput, "{}: the label of \"{}\" is no list of {} numbers 0 or 1.", example.where,
                 example.id, gold.examples.front().label.size());
    }
    if (!IsLabelList(predicted) || predicted.size() != example.label.size())
      throw predictions.Wrong(example, fmt::format("a list of {} numbers 0 or 1", example.label.size()));
    const std::string key = by_document ? example.id.substr(0, example.id.find('_')) : example.id;
    const auto [at, added] = unit_of.emplace(key, lists.units.size());
    if (added) lists.units.emplace_back();
    lists.units[at->second].push_back(lists.ids.size());
    lists.ids.push_back(example.id);
    lists.gold.push_back(LabelsOf(example.label));
    lists.predicted.push_back(LabelsOf(predicted));
  }
  return lists;
}

// A document drawn twice counts as two: each draw gets an id of its own.
LabelLists TakeUnits(const LabelLists& all, std::span<const std::size_t> drawn) {
  LabelLists taken;
  for (std::size_t draw = 0; draw < drawn.size(); ++draw) {
    for (const std::size_t example : all.units[drawn[draw]]) {
      taken.ids.push_back(fmt::format("{}_", draw));
      taken.gold.push_back(all.gold[example]);
      taken.predicted.push_back(all.predicted[example]);
    }
  }
  return taken;
}

ScoredPredictions ScoreLabelLists(const GoldFile& gold, const Predictions& predictions, const std::string& metric) {
  const bool by_document = metric == "hoc";
  LabelLists lists = ReadLabelLists(gold, predictions, by_document);
  ScoredPredictions scored;
  scored.metric = metric;
  scored.rule = by_document ? "examples whose ids agree up to the first _ are one document" : "example by example";
  scored.figures = LabelListFigures(lists.ids, lists.gold, lists.predicted, metric);
  scored.units = lists.units.size();
  scored.resampled = [lists = std::move(lists), metric](std::span<const std::size_t> drawn) {
    const LabelLists taken = TakeUnits(lists, drawn);
    return First(LabelListFigures(taken.ids, taken.gold, taken.predicted, metric));
  };
  return scored;
}

bool IsOneOf(const std::string& metric, std::span<const char* const> names) {
  return std::ranges::find(names, metric) != names.end();
}

}  // namespace

ScoredPredictions ScoreClassFile(const GoldFile& gold, const Predictions& predictions, const ScoringRequest& request) {
  const auto& examples = gold.examples;
  if (std::ranges::any_of(examples, [](const GoldExample& e) { return e.label.is_array(); }))
    return ScoreLabelLists(gold, predictions, ChooseMetric(request, LabelListMetricNames()));
  if (std::ranges::any_of(examples, [](const GoldExample& e) { return e.label.is_number_float(); }) ||
      IsOneOf(request.metric, NumberMetricNames()))
    return ScoreNumbers(gold, predictions, ChooseMetric(request, NumberMetricNames()));
  return ScoreClasses(gold, predictions, ChooseMetric(request, ClassMetricNames()));
}

}  // namespace linkbert
