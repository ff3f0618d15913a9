// The figures of each kind of task, the metric it is judged by first, under the names of data/datasets/registry.h.
//
// Flow: gold and predictions of a file, from a model or from a file -> [task figures] -> results, tables. Pure; safe
// from any thread. Requires: at least one example, equal sizes, a metric of the kind.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/metrics/entity_metrics.h"
#include "core/metrics/figures.h"

namespace linkbert {

// The metrics of a kind of task; the first is the usual one.
std::span<const char* const> ClassMetricNames();      // accuracy macro_f1 PRF1 matthews f1 accuracy_f1
std::span<const char* const> NumberMetricNames();     // pearsonr spearmanr pearson_spearman mse
std::span<const char* const> LabelListMetricNames();  // micro_f1 hoc
std::span<const char* const> TagMetricNames();        // seqeval_f1 macro_f1 accuracy

// Which classes two of the metrics single out; LinkBERT's and GLUE's files put them there.
struct ClassRoles {
  std::int64_t negative = 0;  // that PRF1 leaves out
  std::int64_t positive = 1;  // whose F1 "f1" is
};

// accuracy and macro_f1, and before them what the metric asks for: PRF1 (micro, without the negative class, with
// precision and recall), matthews, f1 (of the positive class), accuracy_f1 (the mean of both).
Figures ClassFigures(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted,
                     const std::string& metric, ClassRoles roles = {});

// pearsonr, spearmanr, mse, and pearson_spearman (the mean of both) where the metric asks for it.
Figures NumberFigures(std::span<const double> gold, std::span<const double> predicted, const std::string& metric);

// hoc (by document) or micro_f1 (by example), with precision and recall.
Figures LabelListFigures(std::span<const std::string> ids, const std::vector<std::vector<bool>>& gold,
                         const std::vector<std::vector<bool>>& predicted, const std::string& metric);

// seqeval_f1, precision, recall, accuracy, and the three means over types.
Figures TagFigures(const EntityMetrics& metrics, const std::string& metric);

}  // namespace linkbert
