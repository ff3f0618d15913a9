#include "core/metrics/classification_metrics.h"

#include <map>

#include "base/error.h"

namespace linkbert {

ClassificationMetrics ScoreClassification(std::span<const std::int64_t> gold, std::span<const std::int64_t> predicted) {
  LB_CHECK(gold.size() == predicted.size() && !gold.empty(), "{} classes, {} predictions", gold.size(),
           predicted.size());
  struct Counts {
    std::int64_t gold = 0, predicted = 0, correct = 0;
  };
  std::map<std::int64_t, Counts> classes;
  std::int64_t correct = 0;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    ++classes[gold[i]].gold;
    ++classes[predicted[i]].predicted;
    if (gold[i] != predicted[i]) continue;
    ++classes[gold[i]].correct;
    ++correct;
  }
  double f1_sum = 0;
  for (const auto& [number, c] : classes) {
    f1_sum += 2 * static_cast<double>(c.correct) / static_cast<double>(c.gold + c.predicted);
  }
  return {.accuracy = static_cast<double>(correct) / static_cast<double>(gold.size()),
          .macro_f1 = f1_sum / static_cast<double>(classes.size())};
}

}  // namespace linkbert
