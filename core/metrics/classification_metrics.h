// Metrics of single-label classification, from the classes of the examples and those predicted.
//
// As scikit-learn's accuracy_score, f1_score and matthews_corrcoef. Pure; safe from any thread.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/metrics/figures.h"

namespace linkbert {

struct ClassificationMetrics {
  double accuracy = 0;
  double macro_f1 = 0;  // unweighted mean over the classes that occur, as gold or as prediction
};

// gold, predicted: [examples], classes from 0. Requires: at least one example.
ClassificationMetrics ScoreClassification(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted);

// The class with the largest logit of each row, the lowest of equals. logits: [rows, width].
std::vector<std::int64_t> BestClasses(std::span<const float> logits, std::size_t width);

// Mean over rows of the softmax cross entropy. logits: [rows, width]; labels: [rows], at least one.
double MeanCrossEntropy(std::span<const float> logits, std::span<const std::int64_t> labels);

// Counts over all classes but `negative`: correct where both agree on another class. LinkBERT's PRF1 of relation
// extraction has class 0 as the negative one ("0", "false").
MatchCounts CountWithoutClass(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted,
                              std::int64_t negative);

// Counts of one class alone; GLUE's F1 of MRPC and QQP is that of class 1.
MatchCounts CountClass(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted,
                       std::int64_t positive);

// Matthews' correlation of any number of classes, named "matthews". With one class only, in gold or in
// prediction, it is 0/0: 0 as in scikit-learn, and said.
Figure MatthewsCorrelation(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted);

}  // namespace linkbert
