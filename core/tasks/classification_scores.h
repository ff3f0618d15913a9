// The figures of sequence classification and multiple choice, by the kind of label.
//
// The metric that a task names comes first, under that name, where it is more than one of the others. Pure.
// outputs: [examples, width], width = outputs / examples. Requires: at least one example.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/metrics/figures.h"

namespace linkbert {

// Of one row of logits.
double CrossEntropyOf(std::span<const float> logits, std::int64_t label);

// The metrics that a task with such labels may name; the first is the default.
std::vector<std::string> ClassMetrics();
std::vector<std::string> NumberMetrics();
std::vector<std::string> LabelListMetrics();

// accuracy, macro_f1, loss, and as the metric asks: PRF1 (micro, without class 0), matthews, f1 (of class 1),
// accuracy_f1 (the mean of both).
Figures ScoreClasses(std::span<const float> outputs, std::span<const std::int64_t> labels, const std::string& metric);

// pearsonr, spearmanr, mse, and as the metric asks pearson_spearman (the mean of both).
Figures ScoreNumbers(std::span<const float> outputs, std::span<const float> numbers, const std::string& metric);

// A label is predicted where its logit is above 0. micro_f1 of examples; hoc: of documents, which are what ids say up
// to the first '_'.
Figures ScoreLabelLists(std::span<const float> outputs, std::span<const float> labels, std::span<const std::string> ids,
                        const std::string& metric);

}  // namespace linkbert
