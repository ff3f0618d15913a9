// ScorePredictions: a file of predictions against a file of examples, without a model.
//
// Flow: GoldFile + Predictions -> [ScorePredictions] -> figures, and what a bootstrap resamples. One source file a task
// type. Pure but for reading. Errors: kInput naming file and id of what is missing, extra or of the wrong kind;
// kUsage for a metric that such files have not.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "core/metrics/entity_metrics.h"
#include "core/metrics/figures.h"
#include "core/scoring/gold_file.h"
#include "core/scoring/predictions.h"

namespace linkbert {

struct ScoringRequest {
  std::string type;                    // of the task, as data/datasets/registry.h
  std::string metric;                  // empty: the usual one of such files
  std::string gold;                    // file
  std::string predictions;             // file
  std::optional<bool> version_2 = {};  // question answering: as SQuAD 2.0; by default where a question has no answer
  bool strict_tags = false;            // entities are what the tags' scheme allows
  std::string tag_scheme = {};         // empty: recognised; "none": read as seqeval's mode None whatever they are
};

struct ScoredPredictions {
  Figures figures;  // the metric first
  std::string metric;
  std::string rule;  // in words
  std::size_t examples = 0;
  std::size_t units = 0;  // what a bootstrap draws: examples, or documents
  // The metric over the units drawn, some more than once; no value where it is undefined.
  std::function<std::optional<double>(std::span<const std::size_t>)> resampled;
};

ScoredPredictions ScorePredictions(const ScoringRequest& request);

// Of one task type each; the files' ids have been compared. request.metric may be empty.
ScoredPredictions ScoreAnswerFile(const GoldFile& gold, const Predictions& predictions, const ScoringRequest& request);
ScoredPredictions ScoreClassFile(const GoldFile& gold, const Predictions& predictions, const ScoringRequest& request);
ScoredPredictions ScoreTagFile(const GoldFile& gold, const Predictions& predictions, const ScoringRequest& request);
ScoredPredictions ScoreChoiceFile(const GoldFile& gold, const Predictions& predictions, const ScoringRequest& request);

// The request's metric, or the first of `names` where it names none. Throws kUsage where it is none of them.
std::string ChooseMetric(const ScoringRequest& request, std::span<const char* const> names);

}  // namespace linkbert
