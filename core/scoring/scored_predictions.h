// ScoredPredictions: what scoring a file of predictions is asked for, and what comes of it, whatever the type of task.
//
// Flow: ScoringRequest -> core/tasks/score_predictions.h -> [ScoredPredictions] -> a table, a bootstrap. Plain values.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/metrics/figures.h"

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

// The request's metric, or the first of `names` where it names none. Throws kUsage where it is none of them.
std::string ChooseMetric(const ScoringRequest& request, std::span<const char* const> names);

// For those who write `resampled`: the drawn ones of `all`, and the figure that the metric is.
template <typename T>
std::vector<T> Take(const std::vector<T>& all, std::span<const std::size_t> drawn) {
  std::vector<T> taken;
  taken.reserve(drawn.size());
  for (const std::size_t i : drawn) taken.push_back(all[i]);
  return taken;
}
inline std::optional<double> First(const Figures& figures) { return figures.list().front().value; }

}  // namespace linkbert
