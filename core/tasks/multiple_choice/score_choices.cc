#include "core/tasks/multiple_choice/score_choices.h"

#include <utility>

#include "base/error.h"
#include "core/scoring/class_scores.h"

namespace linkbert {

ScoredPredictions ScoreChoiceFile(const GoldFile& gold, const Predictions& predictions, const ScoringRequest& request) {
  for (const GoldExample& example : gold.examples) {
    if (!example.label.is_number_unsigned()) {
      throw Fail(ErrorCode::kInput, "{}: the label of \"{}\" is {}, wanted the number of an ending.", example.where,
                 example.id, example.label.dump());
    }
    if (!predictions.Of(example).is_number_unsigned()) throw predictions.Wrong(example, "the number of an ending");
  }
  constexpr const char* kMetrics[] = {"accuracy"};
  ScoredPredictions scored = ScoreClasses(gold, predictions, ChooseMetric(request, kMetrics));
  Figures accuracy;
  accuracy.Add(*scored.figures.Find("accuracy"));
  scored.figures = std::move(accuracy);
  scored.rule = "the number of the ending";
  return scored;
}

}  // namespace linkbert
