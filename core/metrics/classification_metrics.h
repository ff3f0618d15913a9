// Metrics of single-label classification, from the classes of the examples and those predicted.
//
// As scikit-learn's accuracy_score and f1_score(average="macro", zero_division=0). Pure; safe from any thread.
#pragma once
#include <cstdint>
#include <span>

namespace linkbert {

struct ClassificationMetrics {
  double accuracy = 0;
  double macro_f1 = 0;  // unweighted mean over the classes that occur, as gold or as prediction
};

// gold, predicted: [examples], classes from 0. Requires: at least one example.
ClassificationMetrics ScoreClassification(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted);

}  // namespace linkbert
